import type { CategoryPath } from '../categories/tree.ts';
import type { ListingWarning } from '../listing/check-listing.ts';
import { NEXT_STATES } from '../listing/states.ts';
import { rangeOf } from '../prices/price-at.ts';
import { checkOf, type KeyRow, type ProductRow, type ProductSet, type SkuRow } from './product-set.ts';
import type { Product, ProductSummary, Sku } from './schema.ts';

/** What the reader may, and what the tree says of a category. */
export interface Showing {
  readonly set: ProductSet;
  readonly pathOf: CategoryPath;
  readonly can: { readonly write: boolean; readonly costs: boolean };
}

/** A product as a row of a list. */
export function presentSummary(row: ProductRow, { set, pathOf, can }: Showing): ProductSummary {
  const skus = set.skus.get(row.id) ?? [];
  const { missing, warnings } = checkOf(set, row);
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    brand: row.brandId === null ? null : { id: row.brandId, name: row.brandName ?? '' },
    category: row.categoryId === null ? null : { id: row.categoryId, path: [...pathOf(row.categoryId)] },
    imageId: set.images.get(row.id)?.[0]?.id ?? null,
    state: row.state,
    isOneTime: row.isOneTime,
    skuCount: skus.length,
    stock: skus.reduce((sum, sku) => sum + sku.stock, 0),
    currency: row.currency,
    price: {
      list: rangeOf(skus.map((sku) => sku.listMinor)),
      sale: rangeOf(skus.map((sku) => sku.saleMinor)),
      payable: rangeOf(skus.map((sku) => sku.saleMinor ?? sku.listMinor)),
    },
    missing: [...missing],
    // Who may not see costs must not learn them from a warning.
    warnings: warnings.filter((warning) => can.costs || !COST_WARNINGS.has(warning)),
    updatedAt: row.updatedAt.toISOString(),
  };
}

const COST_WARNINGS: ReadonlySet<ListingWarning> = new Set(['price_below_cost']);

/** A product as its own page. */
export function presentProduct(row: ProductRow, showing: Showing & { readonly keys: readonly KeyRow[] }): Product {
  const { set, can, keys } = showing;
  return {
    ...presentSummary(row, showing),
    kind: row.kind,
    material: row.material,
    style: row.style,
    targetGroup: row.targetGroup,
    description: row.description,
    supplier: row.supplier,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    skus: (set.skus.get(row.id) ?? []).map((sku) => presentSku(sku, can.costs)),
    images: (set.images.get(row.id) ?? []).map(({ id, width, height, bytes }) => ({ id, width, height, bytes })),
    keys: keys.map(({ source, kind, key }) => ({ source, kind, key })),
    nextStates: [...NEXT_STATES[row.state]],
    can,
  };
}

function presentSku(sku: SkuRow, seesCosts: boolean): Sku {
  const { productId: _, costMinor, ...shown } = sku;
  return seesCosts ? { ...shown, costMinor } : shown;
}
