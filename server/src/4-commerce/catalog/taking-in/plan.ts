import { PRICE_KINDS, type PriceKind } from '../prices/price-at.ts';
import { productKeys } from '../products/product-keys.ts';
import type { ProductRow, SkuRow } from '../products/product-set.ts';
import type { ProductDraft, StatedSku } from './draft.ts';

export type Outcome = 'added' | 'changed' | 'same';

/** Facts with their ids, ready to be written. */
export interface PlannedProduct {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly pinyin: string;
  readonly initials: string;
  readonly brandId: string | null;
  readonly categoryId: string | null;
  readonly kind: string | null;
  readonly material: string | null;
  readonly style: string | null;
  readonly targetGroup: string | null;
  readonly description: string | null;
  readonly supplier: string | null;
  readonly isOneTime: boolean;
}

export interface PlannedSku {
  readonly id: string;
  readonly productId: string;
  readonly code: string;
  readonly size: string | null;
  readonly colour: string | null;
  readonly barcode: string | null;
  readonly stock: number;
}

export interface PlannedPrice {
  readonly kind: PriceKind;
  readonly skuId: string;
  readonly amountMinor: number;
}

/** What has to be written for one draft. */
export interface Plan {
  readonly draft: ProductDraft;
  readonly product: PlannedProduct;
  readonly isNew: boolean;
  readonly factsChanged: boolean;
  readonly newSkus: readonly PlannedSku[];
  readonly changedSkus: readonly PlannedSku[];
  readonly prices: readonly PlannedPrice[];
  /** What became of each of `draft.skus`. */
  readonly outcomes: readonly Outcome[];
  /** The SKU behind each of `draft.skus`; null where the draft meant the product as it is. */
  readonly skuIds: readonly (string | null)[];
}

export interface Existing {
  readonly product: ProductRow;
  readonly skus: readonly SkuRow[];
}

export interface PlanOptions {
  /** By name in lower case; holds every brand that drafts name. */
  readonly brandIds: ReadonlyMap<string, string>;
  readonly newId: () => string;
}

/** Compares what is stated with what is there; silence changes nothing. */
export function planDraft(draft: ProductDraft, existing: Existing | null, options: PlanOptions): Plan {
  const product = planFacts(draft, existing?.product ?? null, options);
  const before = existing?.skus ?? [];
  const skus = planSkus(draft, { productId: product.id, before, newId: options.newId });
  const prices = planPrices(draft, { ...skus, before });
  const touched = new Set(prices.map((price) => price.skuId));
  const newIds = new Set(skus.newSkus.map((sku) => sku.id));
  const changedIds = new Set(skus.changedSkus.map((sku) => sku.id));
  const outcomeOf = (id: string): Outcome => {
    if (newIds.has(id)) {
      return 'added';
    }
    return changedIds.has(id) || touched.has(id) ? 'changed' : 'same';
  };
  return {
    draft,
    product,
    isNew: existing === null,
    factsChanged: existing !== null && differs(product, existing.product),
    newSkus: skus.newSkus,
    changedSkus: skus.changedSkus,
    prices,
    outcomes: draft.skus.map((_, place) => {
      const outcomes = (skus.targets[place] ?? []).map(outcomeOf);
      return outcomes.find((outcome) => outcome === 'added') ?? outcomes.find((each) => each === 'changed') ?? 'same';
    }),
    skuIds: draft.skus.map((sku, place) => (sku.code === null ? null : (skus.targets[place]?.[0] ?? null))),
  };
}

/** Whether the product or anything of it will be written. */
export function changesAnything(plan: Plan): boolean {
  return (
    plan.isNew || plan.factsChanged || plan.newSkus.length > 0 || plan.changedSkus.length > 0 || plan.prices.length > 0
  );
}

function planFacts(draft: ProductDraft, before: ProductRow | null, { brandIds, newId }: PlanOptions): PlannedProduct {
  const { facts } = draft;
  // A file of prices names no product: the code stands in until somebody gives a name.
  const name = facts.name ?? before?.name ?? draft.code;
  const brandId = facts.brand === null ? null : (brandIds.get(facts.brand.toLowerCase()) ?? null);
  return {
    id: before?.id ?? newId(),
    code: before?.code ?? draft.code,
    name,
    ...productKeys(name),
    brandId: brandId ?? before?.brandId ?? null,
    categoryId: facts.categoryId ?? before?.categoryId ?? null,
    kind: facts.kind ?? before?.kind ?? null,
    material: facts.material ?? before?.material ?? null,
    style: facts.style ?? before?.style ?? null,
    targetGroup: facts.targetGroup ?? before?.targetGroup ?? null,
    description: facts.description ?? before?.description ?? null,
    supplier: facts.supplier ?? before?.supplier ?? null,
    isOneTime: facts.isOneTime ?? before?.isOneTime ?? false,
  };
}

const FACTS = [
  'name',
  'brandId',
  'categoryId',
  'kind',
  'material',
  'style',
  'targetGroup',
  'description',
  'supplier',
  'isOneTime',
] as const;

function differs(next: PlannedProduct, before: ProductRow): boolean {
  return FACTS.some((field) => next[field] !== before[field]);
}

interface PlannedSkus {
  readonly newSkus: readonly PlannedSku[];
  readonly changedSkus: readonly PlannedSku[];
  /** SKUs that each of `draft.skus` speaks of. */
  readonly targets: readonly (readonly string[])[];
}

function planSkus(
  draft: ProductDraft,
  options: { readonly productId: string; readonly before: readonly SkuRow[]; readonly newId: () => string },
): PlannedSkus {
  const { productId, before, newId } = options;
  const byCode = new Map<string, PlannedSku>(before.map((sku) => [sku.code.toLowerCase(), sku]));
  const newSkus: PlannedSku[] = [];
  const changed = new Map<string, PlannedSku>();
  const put = (code: string, stated: StatedSku): string => {
    const known = byCode.get(code.toLowerCase());
    const next = {
      id: known?.id ?? newId(),
      productId,
      code: known?.code ?? code,
      size: stated.size ?? known?.size ?? null,
      colour: stated.colour ?? known?.colour ?? null,
      barcode: stated.barcode ?? known?.barcode ?? null,
      stock: stated.stock ?? known?.stock ?? 0,
    };
    if (known === undefined) {
      newSkus.push(next);
    } else if (SKU_FACTS.some((field) => next[field] !== known[field])) {
      changed.set(next.id, next);
    }
    byCode.set(code.toLowerCase(), next);
    return next.id;
  };
  const targets = draft.skus.map((sku) => (sku.code === null ? [] : [put(sku.code, sku)]));
  const all = (): string[] => [...byCode.values()].map((sku) => sku.id);
  for (const [place, sku] of draft.skus.entries()) {
    if (sku.code === null) {
      const own = byCode.get(draft.code.toLowerCase()) ?? (byCode.size === 1 ? [...byCode.values()][0] : undefined);
      const one =
        byCode.size === 0 || (own !== undefined && sku.stock !== null) ? put(own?.code ?? draft.code, sku) : null;
      targets[place] = one === null || byCode.size > 1 ? all() : [one];
    }
  }
  return { newSkus, changedSkus: [...changed.values()], targets };
}

const SKU_FACTS = ['size', 'colour', 'barcode', 'stock'] as const;
const AMOUNTS = { list: 'listMinor', sale: 'saleMinor', cost: 'costMinor' } as const satisfies Readonly<
  Record<PriceKind, keyof StatedSku>
>;

/** A price that names its SKU goes before one of the product as it is; what holds already is not stated again. */
function planPrices(
  draft: ProductDraft,
  { targets, before }: PlannedSkus & { readonly before: readonly SkuRow[] },
): PlannedPrice[] {
  const held = new Map(before.map((sku) => [sku.id, sku]));
  const prices: PlannedPrice[] = [];
  for (const kind of PRICE_KINDS) {
    const amounts = new Map<string, number>();
    for (const [place, sku] of namedFirst(draft.skus)) {
      const amountMinor = sku[AMOUNTS[kind]];
      for (const skuId of amountMinor === null ? [] : (targets[place] ?? [])) {
        amounts.set(skuId, amounts.get(skuId) ?? amountMinor ?? 0);
      }
    }
    for (const [skuId, amountMinor] of amounts) {
      if (held.get(skuId)?.[AMOUNTS[kind]] !== amountMinor) {
        prices.push({ kind, skuId, amountMinor });
      }
    }
  }
  return prices;
}

function namedFirst(skus: readonly StatedSku[]): (readonly [number, StatedSku])[] {
  const placed = [...skus.entries()];
  return [...placed.filter(([, sku]) => sku.code !== null), ...placed.filter(([, sku]) => sku.code === null)];
}
