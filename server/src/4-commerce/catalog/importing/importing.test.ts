import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import {
  createProductImports,
  type ProductCells,
  type ProductImportDone,
  type ProductImports,
} from '#test/product-import.ts';
import { type Dump, dumpTables } from '#test/table-dump.ts';
import { createListing } from '../listing/service.ts';
import { loadProducts } from '../products/store.ts';

const kernel = useKernel({ analytic: false });
let imports: ProductImports;

beforeEach(async () => {
  await sql`truncate commerce.products, commerce.brands, commerce.skus cascade`.execute(kernel.postgres.db);
  imports = createProductImports(kernel);
  kernel.clock.advance(60_000);
});

const dump = (): Promise<Dump> => dumpTables(kernel.postgres.db, ['commerce']);
const SHIRT = { code: 'VC-1', name: '商务衬衫', category: '男装/衬衫/商务衬衫', brand: '凡客', material: '棉' };
const FILE: readonly ProductCells[] = [
  { ...SHIRT, sku: 'VC-1-40', size: '40', colour: '白色', price: '149.00', cost: '62.50', quantity: '12' },
  { ...SHIRT, sku: 'VC-1-41', size: '41', colour: '白色', price: '149.00', cost: '62.50', quantity: '3' },
  {
    code: 'VC-2',
    name: 'T恤',
    category: '男装/POLO衫/T恤',
    price: '￥59',
    salePrice: '39',
    quantity: '50',
    isOneTime: '是',
  },
];

async function productOf(code: string) {
  const { rows } = await sql<{ id: string }>`select id from commerce.products where code = ${code}`.execute(
    kernel.postgres.db,
  );
  const set = await loadProducts(
    kernel.postgres.db,
    rows.map((row) => row.id),
    kernel.clock.now(),
  );
  const [product] = set.products;
  return { ...product, skus: set.skus.get(product?.id ?? '') ?? [] };
}

describe('importing products', () => {
  it('makes products with SKUs, prices, costs, stock, brand and category', async () => {
    expect(await imports.run(FILE)).toMatchObject({ added: 3, changed: 0, same: 0, faults: [] });
    expect(await productOf('VC-1')).toMatchObject({
      name: '商务衬衫',
      brandName: '凡客',
      material: '棉',
      state: 'draft',
      skus: [
        { code: 'VC-1-40', size: '40', stock: 12, listMinor: 14_900, saleMinor: null, costMinor: 6250 },
        { code: 'VC-1-41', size: '41', stock: 3, listMinor: 14_900, costMinor: 6250 },
      ],
    });
    expect(await productOf('VC-2')).toMatchObject({
      isOneTime: true,
      skus: [{ code: 'VC-2', stock: 50, listMinor: 5900, saleMinor: 3900 }],
    });
  });

  it('of the same file again changes nothing', async () => {
    await imports.run(FILE);
    const before = await dump();
    kernel.clock.advance(86_400_000);
    expect(await imports.run(FILE)).toMatchObject({ added: 0, changed: 0, same: 3 });
    expect(await dump()).toEqual(before);
  });

  it('in chunks of one row gives the same catalogue', async () => {
    expect(await imports.run(FILE, { chunkRows: 1 })).toMatchObject({ added: 3, same: 0 });
    expect((await productOf('VC-1')).skus.map((sku) => sku.code)).toEqual(['VC-1-40', 'VC-1-41']);
  });

  it('changes what it states and leaves alone what it does not', async () => {
    await imports.run(FILE);
    const rows = [
      { code: 'vc-1', sku: 'VC-1-40', price: '129' },
      { code: 'VC-1', sku: 'VC-1-42', size: '42', price: '129' },
      { code: 'VC-2', material: '莫代尔' },
    ];
    expect(await imports.run(rows)).toMatchObject({ added: 1, changed: 2, same: 0, faults: [] });
    expect(await productOf('VC-1')).toMatchObject({
      material: '棉',
      skus: [
        { code: 'VC-1-40', stock: 12, listMinor: 12_900 },
        { code: 'VC-1-41', listMinor: 14_900 },
        { code: 'VC-1-42', listMinor: 12_900, stock: 0 },
      ],
    });
    expect(await productOf('VC-2')).toMatchObject({ material: '莫代尔', skus: [{ listMinor: 5900 }] });
  });

  it('prices all sizes of a product by a row that names none', async () => {
    await imports.run(FILE);
    expect(await imports.run([{ code: 'VC-1', price: '99' }])).toMatchObject({ changed: 1 });
    expect((await productOf('VC-1')).skus.map((sku) => sku.listMinor)).toEqual([9900, 9900]);
  });

  it('lists rows that cannot be right, with the field, and takes the others', async () => {
    await imports.run(FILE);
    const done = await imports.run([
      { code: '', name: 'x' },
      { code: 'A', category: '男装/西瓜' },
      { code: 'A', category: '卫衣' },
      { code: 'A', price: '0' },
      { code: 'A', price: '很贵' },
      { code: 'A', quantity: '1.5' },
      { code: 'A', isOneTime: '也许' },
      { code: 'A', sku: 'VC-1-40' },
      { code: 'VC-1', quantity: '7' },
      { code: 'A', name: '好的' },
    ]);
    expect(done.added).toBe(1);
    expect(done.faults.map(({ row, field, code }) => [row, field, code])).toEqual([
      [1, 'code', 'value_missing'],
      [2, 'category', 'category_unknown'],
      [3, 'category', 'category_ambiguous'],
      [4, 'price', 'amount_invalid'],
      [5, 'price', 'amount_invalid'],
      [6, 'quantity', 'number_invalid'],
      [7, 'isOneTime', 'choice_unknown'],
      [8, 'sku', 'sku_of_other_product'],
      [9, 'sku', 'value_missing'],
    ]);
  });

  it('knows a product by what its source called it, after we gave it a code of our own', async () => {
    await imports.run([{ code: '10086', name: '围巾', sku: '10086-1', price: '10' }], { source: 'tmall' });
    await sql`update commerce.products set code = 'VC-9' where code = '10086'`.execute(kernel.postgres.db);
    await sql`update commerce.skus set code = 'VC-9-1' where code = '10086-1'`.execute(kernel.postgres.db);
    const again = [{ code: '10086', sku: '10086-1', price: '12' }];
    expect(await imports.run(again, { source: 'tmall' })).toMatchObject({ added: 0, changed: 1 });
    expect(await productOf('VC-9')).toMatchObject({ skus: [{ code: 'VC-9-1', listMinor: 1200 }] });
    expect(await imports.run(again, { source: 'jd' })).toMatchObject({ added: 1 });
  });
});

describe('undoing an import of products', () => {
  it('is refused, saying why, once somebody worked on what it brought', async () => {
    const done = await imports.run(FILE);
    const { id } = await productOf('VC-1');
    await kernel.transaction(systemContext('test'), (tx) =>
      createListing(kernel).settle(tx, systemContext('test'), id ?? ''),
    );
    await expect(imports.undo(done)).rejects.toMatchObject({ code: 'import_products_changed', status: 409 });
    await expect(imports.undo(done)).rejects.toThrow('VC-1');
    expect((await productOf('VC-2')).name).toBe('T恤');
  });

  it('is refused, naming the later import, until that one is undone', async () => {
    const first = await imports.run(FILE);
    const second = await imports.run([{ code: 'VC-1', price: '99' }]);
    await expect(imports.undo(first)).rejects.toThrow(second.importId);
    await imports.undo(second);
    await imports.undo(first);
    expect((await dump())['commerce.products']).toEqual([]);
  });

  const row = fc.record({
    code: fc.constantFrom('A', 'B', 'C'),
    name: fc.constantFrom('', '衬衫', '裙子'),
    brand: fc.constantFrom('', '凡客', '初刻'),
    category: fc.constantFrom('', '男装/衬衫', '女装/裙子'),
    size: fc.constantFrom('', 'S', 'M'),
    quantity: fc.constantFrom('', '1', '2'),
    price: fc.constantFrom('', '10', '20'),
    salePrice: fc.constantFrom('', '5'),
    cost: fc.constantFrom('', '3', '4'),
  }) satisfies fc.Arbitrary<ProductCells>;
  const step = fc.record({
    rows: fc.array(row, { minLength: 1, maxLength: 6 }),
    chunkRows: fc.integer({ min: 1, max: 6 }),
    source: fc.constantFrom('tmall', 'jd'),
  });

  it('one after the other, newest first, gives back every state exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        await sql`truncate commerce.products, commerce.brands, commerce.skus cascade`.execute(kernel.postgres.db);
        const done: { readonly done: ProductImportDone; readonly before: Dump }[] = [];
        for (const { rows, ...options } of steps) {
          kernel.clock.advance(60_000);
          const before = await dump();
          done.push({ done: await imports.run(rows, options), before });
        }
        for (const each of done.toReversed()) {
          await imports.undo(each.done);
          expect(await dump()).toEqual(each.before);
        }
      }),
      { numRuns: 10 },
    );
  }, 90_000);
});
