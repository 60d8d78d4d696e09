import { PRODUCT_STATES, type ProductState } from '@zhike/server/contracts';

/** State of the product list that belongs in its address; nothing in it is personal. */
export interface ProductsSearch {
  readonly q?: string;
  readonly category?: string;
  readonly brand?: string;
  readonly state?: ProductState;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** Addresses are typed by people too: what does not fit is left out, never an error. */
export function parseProductsSearch(raw: Readonly<Record<string, unknown>>): ProductsSearch {
  const q = typeof raw['q'] === 'number' ? String(raw['q']) : raw['q'];
  const category = idOf(raw['category']);
  const brand = idOf(raw['brand']);
  const state = PRODUCT_STATES.find((name) => name === raw['state']);
  return {
    ...(typeof q === 'string' && q.trim() !== '' ? { q: q.slice(0, 100) } : {}),
    ...(category === undefined ? {} : { category }),
    ...(brand === undefined ? {} : { brand }),
    ...(state === undefined ? {} : { state }),
  };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && UUID.test(value) ? value : undefined;
}
