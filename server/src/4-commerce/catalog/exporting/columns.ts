import type { ExportColumn, ExportValue } from '#intake';
import { minorToDecimal } from '#kernel/pure/money.ts';
import type { Locale, Text } from '#kernel/pure/text.ts';
import { PRODUCT_FIELDS, type ProductField } from '../importing/fields.ts';
import type { ProductState } from '../listing/states.ts';
import type { ProductRow, SkuRow } from '../products/product-set.ts';

/** One SKU with its product; a product without any SKU is a row too. */
export interface ExportedSku {
  readonly product: ProductRow;
  /** Names from the root down. */
  readonly categoryPath: readonly string[];
  readonly sku: SkuRow | null;
}

interface SkuColumn extends ExportColumn {
  /** `words` null leaves codes as they are, for programs. */
  readonly value: (row: ExportedSku, words: Locale | null) => ExportValue;
}

const STATES = {
  draft: { 'zh-CN': '草稿', en: 'draft' },
  checked: { 'zh-CN': '已审核', en: 'checked' },
  on: { 'zh-CN': '已上架', en: 'on sale' },
  off: { 'zh-CN': '已下架', en: 'off sale' },
} as const satisfies Readonly<Record<ProductState, Text>>;

const YES = { 'zh-CN': '是', en: 'yes' } as const;
const NO = { 'zh-CN': '否', en: 'no' } as const;

/** Under the name that the import knows, so that an exported file comes back in. */
function column(key: ProductField, value: SkuColumn['value'], more: Partial<ExportColumn> = {}): SkuColumn {
  const field = PRODUCT_FIELDS.find(({ name }) => name === key);
  if (field === undefined) {
    throw new Error(`Products have no import field ${key}`);
  }
  return { key, label: field.label, value, ...more };
}

function price(key: 'list' | 'sale' | 'cost'): SkuColumn['value'] {
  return ({ product, sku }) => {
    const minor = sku?.[`${key}Minor`] ?? null;
    return minor === null ? null : minorToDecimal({ amountMinor: minor, currency: product.currency });
  };
}

/** One row for each SKU. */
export const SKU_COLUMNS: readonly SkuColumn[] = [
  column('code', ({ product }) => product.code),
  column('name', ({ product }) => product.name),
  column('brand', ({ product }) => product.brandName),
  column('category', ({ categoryPath }) => (categoryPath.length === 0 ? null : categoryPath.join('/'))),
  column('kind', ({ product }) => product.kind),
  column('quantity', ({ sku }) => sku?.stock ?? null),
  column('material', ({ product }) => product.material),
  column('style', ({ product }) => product.style),
  column('price', price('list')),
  column('salePrice', price('sale')),
  column('targetGroup', ({ product }) => product.targetGroup),
  column('cost', price('cost'), { permission: 'costs.read' }),
  column('sku', ({ sku }) => sku?.code ?? null),
  column('size', ({ sku }) => sku?.size ?? null),
  column('colour', ({ sku }) => sku?.colour ?? null),
  column('barcode', ({ sku }) => sku?.barcode ?? null),
  column('isOneTime', ({ product: { isOneTime } }, words) =>
    words === null ? isOneTime : (isOneTime ? YES : NO)[words],
  ),
  {
    key: 'state',
    label: { 'zh-CN': '状态', en: 'State' },
    value: ({ product: { state } }, words) => (words === null ? state : STATES[state][words]),
  },
  {
    key: 'currency',
    label: { 'zh-CN': '币种', en: 'Currency' },
    isExtra: true,
    value: ({ product }) => product.currency,
  },
  column('description', ({ product }) => product.description, { isExtra: true }),
  column('supplier', ({ product }) => product.supplier, { isExtra: true }),
];
