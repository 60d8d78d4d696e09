import type { Text } from '#kernel/pure/text.ts';

/** What has to be there before a product can be listed, in the order in which people fill it in. */
export const LISTING_NEEDS = [
  'category',
  'kind',
  'quantity',
  'material',
  'style',
  'price',
  'targetGroup',
  'picture',
] as const;
export type ListingNeed = (typeof LISTING_NEEDS)[number];

/** What is probably wrong, yet nobody is stopped by it. */
export const LISTING_WARNINGS = ['price_below_cost', 'sale_above_list', 'no_stock', 'no_description'] as const;
export type ListingWarning = (typeof LISTING_WARNINGS)[number];

export interface SkuFacts {
  readonly stock: number;
  readonly listMinor: number | null;
  readonly saleMinor: number | null;
  readonly costMinor: number | null;
}

/** All that the check looks at, prices as of now. */
export interface ListingFacts {
  readonly categoryId: string | null;
  readonly kind: string | null;
  readonly material: string | null;
  readonly style: string | null;
  readonly targetGroup: string | null;
  readonly description: string | null;
  readonly images: number;
  readonly skus: readonly SkuFacts[];
}

export interface ListingCheck {
  readonly missing: readonly ListingNeed[];
  readonly warnings: readonly ListingWarning[];
}

/** Completeness and accuracy: what is missing, and what looks wrong. */
export function checkListing(facts: ListingFacts): ListingCheck {
  const isMissing: Readonly<Record<ListingNeed, boolean>> = {
    category: facts.categoryId === null,
    kind: facts.kind === null,
    quantity: facts.skus.length === 0,
    material: facts.material === null,
    style: facts.style === null,
    price: facts.skus.length === 0 || facts.skus.some((sku) => !(payable(sku) > 0 && (sku.listMinor ?? 0) > 0)),
    targetGroup: facts.targetGroup === null,
    picture: facts.images === 0,
  };
  const isDoubtful: Readonly<Record<ListingWarning, boolean>> = {
    price_below_cost: facts.skus.some(
      (sku) => sku.costMinor !== null && payable(sku) > 0 && payable(sku) < sku.costMinor,
    ),
    sale_above_list: facts.skus.some((sku) => (sku.saleMinor ?? 0) > (sku.listMinor ?? Number.POSITIVE_INFINITY)),
    no_stock: facts.skus.length > 0 && facts.skus.every((sku) => sku.stock <= 0),
    no_description: facts.description === null,
  };
  return {
    missing: LISTING_NEEDS.filter((need) => isMissing[need]),
    warnings: LISTING_WARNINGS.filter((warning) => isDoubtful[warning]),
  };
}

function payable(sku: SkuFacts): number {
  return sku.saleMinor ?? sku.listMinor ?? 0;
}

/** What to call each need, and what would be right. */
export const NEED_TEXTS = {
  category: { 'zh-CN': '分类（选一个分类）', en: 'category (choose one)' },
  kind: { 'zh-CN': '种类（如 短袖衬衫）', en: 'kind (such as short-sleeved shirt)' },
  quantity: { 'zh-CN': '数量（至少一个规格及其库存）', en: 'quantity (at least one SKU with its stock)' },
  material: { 'zh-CN': '材质（如 100% 棉）', en: 'material (such as 100% cotton)' },
  style: { 'zh-CN': '款式（如 修身）', en: 'style (such as slim fit)' },
  price: { 'zh-CN': '价格（每个规格都要大于零）', en: 'price (above zero for every SKU)' },
  targetGroup: { 'zh-CN': '目标消费群体（如 25–35 岁男性）', en: 'target group (such as men of 25 to 35)' },
  picture: { 'zh-CN': '图片（至少一张）', en: 'picture (at least one)' },
} as const satisfies Readonly<Record<ListingNeed, Text>>;

/** The needs as one sentence part in each language. */
export function sayMissing(missing: readonly ListingNeed[]): Text {
  return {
    'zh-CN': missing.map((need) => NEED_TEXTS[need]['zh-CN']).join('、'),
    en: missing.map((need) => NEED_TEXTS[need].en).join(', '),
  };
}
