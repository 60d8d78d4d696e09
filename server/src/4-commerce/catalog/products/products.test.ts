import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CatalogClient, openCatalogClient } from '#test/catalog.ts';
import { useKernel } from '#test/harness.ts';
import { type Catalog, createCatalog } from '../service.ts';
import { productKeys } from './product-keys.ts';
import type { ProductSummary } from './schema.ts';

const kernel = useKernel({ analytic: false });
let catalog: Catalog;
let client: CatalogClient;

beforeAll(async () => {
  catalog = createCatalog(kernel, { defaultCurrency: () => Promise.resolve('CNY') });
  client = await openCatalogClient(kernel, catalog.parts.routes);
  const { items } = await client.ok('GET', '/categories');
  const idOf = (name: string): string => items.find((each: { name: string }) => each.name === name).id;
  const brand = await client.ok('POST', '/brands', { body: { name: '凡客' } });
  const make = (body: Record<string, unknown>) => client.ok('POST', '/products', { body });
  await make({
    code: 'VC-1',
    name: '牛津纺商务衬衫',
    brandId: brand.id,
    categoryId: idOf('商务衬衫'),
    kind: '长袖衬衫',
    material: '100% 棉',
    style: '修身',
    targetGroup: '25–35 岁男性',
    listMinor: 14_900,
    skus: [
      { code: 'VC-1-WH-40', size: '40', colour: '白色', barcode: '6901234567892', stock: 12 },
      { code: 'VC-1-BL-41', size: '41', colour: '蓝色', stock: 8 },
    ],
  });
  await make({ code: 'VC-2', name: '情侣衬衫', categoryId: idOf('情侣衬衫'), isOneTime: true });
  await make({ code: 'VC-3', name: '唇膏', categoryId: idOf('唇部') });
});
afterAll(() => client.app.close());

const find = async (query: string): Promise<string[]> =>
  (await client.ok('GET', `/products?${query}`)).items.map((each: ProductSummary) => each.code);
const byCode = async (code: string) => {
  const { items } = await client.ok('GET', `/products?text=${code}`);
  return client.ok('GET', `/products/${items[0].id}`);
};

describe('[C145] a product', () => {
  it('has its six facts, its place in the tree, and SKUs by size and colour', async () => {
    expect(await byCode('VC-1')).toMatchObject({
      name: '牛津纺商务衬衫',
      brand: { name: '凡客' },
      category: { path: ['男装', '衬衫', '商务衬衫'] },
      kind: '长袖衬衫',
      stock: 20,
      material: '100% 棉',
      style: '修身',
      price: { list: { fromMinor: 14_900, toMinor: 14_900 } },
      targetGroup: '25–35 岁男性',
      isOneTime: false,
      skus: [
        { size: '40', colour: '白色', stock: 12, listMinor: 14_900 },
        { size: '41', colour: '蓝色', stock: 8, listMinor: 14_900 },
      ],
    });
    expect(await byCode('VC-2')).toMatchObject({ isOneTime: true, skus: [{ code: 'VC-2' }] });
  });

  it('is found by name, code, SKU, barcode, pinyin and initials', async () => {
    expect(await find('text=商务')).toEqual(['VC-1']);
    expect(await find('text=vc-1')).toEqual(['VC-1']);
    expect(await find('text=VC-1-BL')).toEqual(['VC-1']);
    expect(await find('text=6901234567892')).toEqual(['VC-1']);
    expect(await find('text=qinglv')).toEqual(['VC-2']);
    expect(await find('text=qlcs')).toEqual(['VC-2']);
    expect(await find('text=%25')).toEqual([]);
  });

  it('is found in its category, in those above it, by brand and by state', async () => {
    const { items } = await client.ok('GET', '/categories');
    const idOf = (name: string): string => items.find((each: { name: string }) => each.name === name).id;
    expect(await find(`categoryId=${idOf('男装')}`)).toEqual(['VC-2', 'VC-1']);
    expect(await find(`categoryId=${idOf('商务衬衫')}`)).toEqual(['VC-1']);
    const { items: brands } = await client.ok('GET', '/brands');
    expect(await find(`brandId=${brands[0].id}`)).toEqual(['VC-1']);
    expect(await find('state=on')).toEqual([]);
    expect(await find('state=draft')).toEqual(['VC-3', 'VC-2', 'VC-1']);
  });

  it('comes page by page, with the total', async () => {
    const first = await client.ok('GET', '/products?limit=2');
    expect(first).toMatchObject({ total: 3, items: [{ code: 'VC-3' }, { code: 'VC-2' }] });
    const rest = await client.ok('GET', `/products?limit=2&cursor=${first.nextCursor}`);
    expect(rest).toMatchObject({ items: [{ code: 'VC-1' }], nextCursor: null });
    expect((await client.call('GET', '/products?cursor=bm90IG91cnM')).status).toBe(400);
  });

  it('has a code of its own, in whatever case it is written', async () => {
    const twice = await client.call('POST', '/products', { body: { code: 'vc-1', name: '又一件' } });
    expect(twice).toMatchObject({ status: 409, json: { code: 'product_code_taken' } });
    const { id } = await byCode('VC-3');
    const sku = await client.call('POST', `/products/${id}/skus`, { body: { code: 'VC-1-WH-40' } });
    expect(sku).toMatchObject({ status: 409, json: { code: 'product_code_taken' } });
  });

  it('is changed by one person at a time', async () => {
    const product = await byCode('VC-3');
    const change = (style: string) =>
      client.call('PATCH', `/products/${product.id}`, { body: { style, version: product.version } });
    expect((await change('哑光')).json.style).toBe('哑光');
    expect(await change('亮面')).toMatchObject({ status: 409, json: { code: 'product_changed_meanwhile' } });
    expect((await byCode('VC-3')).style).toBe('哑光');
  });

  it('takes SKUs and stock levels', async () => {
    const { id } = await byCode('VC-3');
    const body = { code: 'VC-3-R1', colour: '正红', stock: 5, listMinor: 7900 };
    const { skus } = await client.ok('POST', `/products/${id}/skus`, { body });
    expect(skus[1]).toMatchObject({ code: 'VC-3-R1', stock: 5, listMinor: 7900 });
    const changed = await client.ok('PATCH', `/products/${id}/skus/${skus[1].id}`, { body: { stock: 4 } });
    expect(changed).toMatchObject({ stock: 4, skus: [{}, { colour: '正红', stock: 4 }] });
  });

  it('refuses a category or a brand that is not there', async () => {
    const nowhere = '00000000-0000-7000-8000-000000000000';
    const body = { code: 'X', name: 'x', categoryId: nowhere };
    expect((await client.call('POST', '/products', { body })).json.errors[0].field).toBe('categoryId');
    const { id } = await byCode('VC-3');
    const brand = await client.call('PATCH', `/products/${id}`, { body: { brandId: nowhere } });
    expect(brand.json.errors[0].field).toBe('brandId');
  });

  it('is what an order line of any source means by its SKU', async () => {
    const found = await catalog.productsBySku(kernel.postgres.db, 'shop', ['vc-1-wh-40', '6901234567892', 'unknown']);
    expect([...found.keys()].toSorted()).toEqual(['6901234567892', 'vc-1-wh-40']);
    expect(found.get('vc-1-wh-40')).toMatchObject({
      code: 'VC-1',
      name: '牛津纺商务衬衫',
      size: '40',
      colour: '白色',
      categoryPath: ['男装', '衬衫', '商务衬衫'],
      imageId: null,
    });
  });
});

describe('what a product name is found by', () => {
  it.each([
    ['商务衬衫', 'shangwuchenshan', 'swcs'],
    ['POLO衫 2026', 'poloshan2026', 'ps2'],
    ['女裙', 'nvqun', 'nq'],
  ])('%s: %s, %s', (name, pinyin, initials) => {
    expect(productKeys(name)).toEqual({ pinyin, initials });
  });
});
