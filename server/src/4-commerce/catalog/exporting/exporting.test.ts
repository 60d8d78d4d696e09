import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ExportAsk, ExportValue } from '#intake';
import { systemContext } from '#kernel/context.ts';
import { textOf } from '#test/export-text.ts';
import { useKernel } from '#test/harness.ts';
import { createProductImports, type ProductCells, type ProductImports } from '#test/product-import.ts';
import { SKU_COLUMNS } from './columns.ts';
import { productExportKind } from './service.ts';

const kernel = useKernel({ analytic: false });
let imports: ProductImports;

beforeEach(async () => {
  await sql`truncate commerce.products, commerce.brands, commerce.skus cascade`.execute(kernel.postgres.db);
  imports = createProductImports(kernel);
  kernel.clock.advance(60_000);
});

const SHIRT = { code: 'VC-1', name: '商务衬衫', category: '男装/衬衫/商务衬衫', brand: '凡客', material: '棉' };
const FILE: readonly ProductCells[] = [
  { ...SHIRT, sku: 'VC-1-40', size: '40', colour: '白色', price: '149.00', cost: '62.50', quantity: '12' },
  { ...SHIRT, sku: 'VC-1-41', size: '41', colour: '白色', price: '149.00', cost: '62.50', quantity: '3' },
  {
    code: 'VC-2',
    name: 'T恤',
    category: '男装/POLO衫/T恤',
    price: '59',
    salePrice: '39',
    quantity: '50',
    isOneTime: '是',
  },
];
const ALL = SKU_COLUMNS.map(({ key }) => key);

async function rowsOf(changes: Partial<ExportAsk> = {}): Promise<(readonly ExportValue[])[]> {
  const ask: ExportAsk = {
    columns: ALL,
    filter: {},
    unmasked: false,
    scopeIds: null,
    locale: 'zh-CN',
    format: 'csv',
    ...changes,
  };
  const rows: (readonly ExportValue[])[] = [];
  for await (const page of productExportKind(kernel).pages(ask)) {
    rows.push(...page);
  }
  return rows;
}

describe('exported products', () => {
  it('are one row for each SKU with category path, brand, prices, stock and facts', async () => {
    await imports.run(FILE);
    const columns = ['code', 'brand', 'category', 'material', 'sku', 'size', 'price', 'salePrice', 'cost', 'quantity'];
    expect(await rowsOf({ columns })).toEqual([
      ['VC-1', '凡客', '男装/衬衫/商务衬衫', '棉', 'VC-1-40', '40', '149.00', null, '62.50', 12],
      ['VC-1', '凡客', '男装/衬衫/商务衬衫', '棉', 'VC-1-41', '41', '149.00', null, '62.50', 3],
      ['VC-2', null, '男装/POLO衫/T恤', null, 'VC-2', null, '59.00', '39.00', null, 50],
    ]);
  });

  it('are the same when they come in again', async () => {
    await imports.run(FILE);
    const rows = await rowsOf();
    const own = new Set(['state', 'currency']);
    const cells = rows.map((row) =>
      Object.fromEntries(ALL.flatMap((key, at) => (own.has(key) ? [] : [[key, textOf(row[at])]]))),
    );
    expect(await imports.run(cells)).toMatchObject({ added: 0, changed: 0, same: 3, faults: [] });
  });

  it('say states and marks in words to people and in codes to programs', async () => {
    await imports.run(FILE);
    const columns = ['state', 'isOneTime'];
    expect((await rowsOf({ columns })).at(-1)).toEqual(['草稿', '是']);
    expect((await rowsOf({ columns, locale: 'en' })).at(-1)).toEqual(['draft', 'yes']);
    expect((await rowsOf({ columns, format: 'jsonl' })).at(-1)).toEqual(['draft', true]);
  });

  it('are those that the list was narrowed to, each once over many pages', async () => {
    const many = Array.from({ length: 1203 }, (_, at) => ({ code: `M-${at}`, name: `袜子${at}`, price: '9' }));
    await imports.run([...FILE, ...many]);
    const codes = (await rowsOf({ columns: ['code'], filter: { text: '袜子' } })).map(([code]) => code);
    expect(codes).toHaveLength(1203);
    expect(new Set(codes).size).toBe(1203);
    expect(await rowsOf({ columns: ['code'], filter: { text: '衬衫' } })).toEqual([['VC-1'], ['VC-1']]);
    expect(await rowsOf({ columns: ['code'], filter: { state: 'on' } })).toEqual([]);
  });

  it('refuse a filter that they do not know, by name', async () => {
    const kind = productExportKind(kernel);
    await expect(kind.readFilter(systemContext('test'), { shop: 'x' })).rejects.toThrow(/shop/);
    await expect(kind.readFilter(systemContext('test'), { state: 'sold' })).rejects.toThrow(/state/);
  });
});
