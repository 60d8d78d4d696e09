import type { RowFault, RowResult } from '#intake';
import { parseAmount, roundMinor } from '#kernel/pure/money.ts';
import { normalizeText, type Text } from '#kernel/pure/text.ts';
import type { ProductRow, StatedFacts, StatedSku } from '../taking-in/draft.ts';
import { findCategory, type Known, skuFault } from '../taking-in/known.ts';
import { PRODUCT_FIELDS, type ProductField } from './fields.ts';

const MAX_CODE = 100;
const MAX_LENGTH = {
  name: 200,
  brand: 100,
  kind: 100,
  material: 200,
  style: 100,
  targetGroup: 200,
  description: 5000,
  supplier: 200,
  size: 50,
  colour: 50,
  barcode: 50,
} as const satisfies Partial<Readonly<Record<ProductField, number>>>;
/** Minor units of one piece. */
const MAX_AMOUNT_MINOR = 1e11;
const MAX_STOCK = 1e9;

type Fault = { readonly ok: false; readonly fault: RowFault };
type Read<Value> = { readonly ok: true; readonly value: Value } | Fault;
type CellOf = (field: ProductField) => string;

function fault(field: ProductField, code: string, reason: Text, value: string): Fault {
  return { ok: false, fault: { field, code, reason, value: value.slice(0, 200) } };
}

export interface ProductReaderSetup {
  readonly columns: ReadonlyMap<string, number>;
  readonly currency: string;
  readonly known: Known;
}

/** Reads lines of one product file; remembers which SKU it met with which product. */
export function createProductReader(setup: ProductReaderSetup): (cells: readonly string[]) => RowResult<ProductRow> {
  const { columns, currency, known } = setup;
  const index = Object.fromEntries(PRODUCT_FIELDS.map(({ name }) => [name, columns.get(name) ?? -1])) as Readonly<
    Record<ProductField, number>
  >;
  const met = new Map<string, string>();
  const skuCounts = countSkus(known);
  return (cells) => {
    const cell: CellOf = (field) => normalizeText(cells[index[field]] ?? '');
    const key = cell('code');
    if (key === '') {
      return fault(
        'code',
        'value_missing',
        {
          'zh-CN': '缺少商品编码，应如 VC-1001',
          en: 'the product code is missing; should be like VC-1001',
        },
        '',
      );
    }
    const tooLong = findTooLong(cell);
    if (tooLong !== null) {
      return tooLong;
    }
    const code = known.productKeys.get(key) ?? key;
    const facts = readFacts(cell, known);
    if (!facts.ok) {
      return facts;
    }
    const sku = readSku(cell, { code, currency, known });
    if (!sku.ok) {
      return sku;
    }
    const refusal = refuseSku(sku.value, { code, known, met, skuCounts });
    if (refusal !== null) {
      return { ok: false, fault: refusal };
    }
    if (sku.value.code !== null) {
      met.set(sku.value.code.toLowerCase(), code.toLowerCase());
    }
    return { ok: true, row: { key, code, facts: facts.value, sku: sku.value } };
  };
}

/** How many SKUs each product has, its own code not counted: that one stands for the product as it is. */
function countSkus({ skuOwners }: Known): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [sku, product] of skuOwners) {
    counts.set(product, (counts.get(product) ?? 0) + (sku === product ? Number.NEGATIVE_INFINITY : 1));
  }
  return counts;
}

interface Refusing {
  readonly code: string;
  readonly known: Known;
  readonly met: ReadonlyMap<string, string>;
  readonly skuCounts: ReadonlyMap<string, number>;
}

function refuseSku(sku: StatedSku, { code, known, met, skuCounts }: Refusing): RowFault | null {
  if (sku.code !== null) {
    const name = sku.code.toLowerCase();
    return skuFault(known.skuOwners.get(name) ?? met.get(name), { sku: sku.key ?? sku.code, code });
  }
  if (sku.stock !== null && (skuCounts.get(code.toLowerCase()) ?? 0) > 1) {
    return {
      field: 'sku',
      code: 'value_missing',
      reason: {
        'zh-CN': '这个商品有多个规格，请写明是哪个规格的数量',
        en: 'this product has several SKUs; say which one the quantity is of',
      },
      value: '',
    };
  }
  return null;
}

function findTooLong(cell: CellOf): Fault | null {
  const bounds = { ...MAX_LENGTH, code: MAX_CODE, sku: MAX_CODE };
  for (const [name, max] of Object.entries(bounds)) {
    // Keys of a literal of field names.
    const field = name as ProductField;
    if (cell(field).length > max) {
      const reason = { 'zh-CN': `过长，最多 ${max} 个字符`, en: `too long; at most ${max} characters` };
      return fault(field, 'value_too_long', reason, cell(field));
    }
  }
  return null;
}

const YES = new Set(['是', 'y', 'yes', 'true', '1', '一次性', '√']);
const NO = new Set(['否', 'n', 'no', 'false', '0', '不是', '×']);

function readFacts(cell: CellOf, known: Known): Read<StatedFacts> {
  const text = (field: ProductField): string | null => cell(field) || null;
  const path = cell('category');
  const category = path === '' ? null : findCategory(known, path);
  if (category !== null && !category.ok) {
    return category;
  }
  const word = cell('isOneTime').toLowerCase();
  if (word !== '' && !YES.has(word) && !NO.has(word)) {
    return fault('isOneTime', 'choice_unknown', { 'zh-CN': '应为 是 或 否', en: 'should be yes or no' }, word);
  }
  return {
    ok: true,
    value: {
      name: text('name'),
      brand: text('brand'),
      categoryId: category?.id ?? null,
      kind: text('kind'),
      material: text('material'),
      style: text('style'),
      targetGroup: text('targetGroup'),
      description: text('description'),
      supplier: text('supplier'),
      isOneTime: word === '' ? null : YES.has(word),
    },
  };
}

function readSku(
  cell: CellOf,
  { code, currency, known }: { readonly code: string; readonly currency: string; readonly known: Known },
): Read<StatedSku> {
  const stock = readStock(cell('quantity'));
  if (!stock.ok) {
    return stock;
  }
  const list = readAmount('price', cell('price'), { currency, least: 1 });
  if (!list.ok) {
    return list;
  }
  const sale = readAmount('salePrice', cell('salePrice'), { currency, least: 1 });
  if (!sale.ok) {
    return sale;
  }
  const cost = readAmount('cost', cell('cost'), { currency, least: 0 });
  if (!cost.ok) {
    return cost;
  }
  const size = cell('size') || null;
  const colour = cell('colour') || null;
  const barcode = cell('barcode') || null;
  const key = cell('sku') || null;
  const parts = [colour, size].filter((part) => part !== null);
  const made = parts.length > 0 ? [code, ...parts].join('-') : barcode;
  return {
    ok: true,
    value: {
      key,
      code: key === null ? made : (known.skuKeys.get(key) ?? key),
      size,
      colour,
      barcode,
      stock: stock.value,
      listMinor: list.value,
      saleMinor: sale.value,
      costMinor: cost.value,
    },
  };
}

function readStock(text: string): Read<number | null> {
  if (text === '') {
    return { ok: true, value: null };
  }
  const stock = Number(parseAmount(text) ?? Number.NaN);
  if (!Number.isInteger(stock) || Math.abs(stock) > MAX_STOCK) {
    return fault(
      'quantity',
      'number_invalid',
      { 'zh-CN': '应为整数，如 120', en: 'should be a whole number, like 120' },
      text,
    );
  }
  return { ok: true, value: stock };
}

function readAmount(
  field: 'price' | 'salePrice' | 'cost',
  text: string,
  { currency, least }: { readonly currency: string; readonly least: 0 | 1 },
): Read<number | null> {
  if (text === '') {
    return { ok: true, value: null };
  }
  const amount = parseAmount(text);
  const isSmall = amount !== null && Math.abs(Number(amount)) <= MAX_AMOUNT_MINOR;
  const minor = amount === null || !isSmall ? -1 : roundMinor(currency, amount);
  if (minor < least || minor > MAX_AMOUNT_MINOR) {
    const reason =
      least === 1
        ? { 'zh-CN': '应为大于零的金额，如 149.00', en: 'should be an amount above zero, like 149.00' }
        : { 'zh-CN': '应为金额，如 62.50', en: 'should be an amount, like 62.50' };
    return fault(field, 'amount_invalid', reason, text);
  }
  return { ok: true, value: minor };
}
