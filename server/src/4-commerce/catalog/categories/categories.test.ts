import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CatalogClient, openCatalogClient } from '#test/catalog.ts';
import { useKernel } from '#test/harness.ts';
import { createCatalog } from '../service.ts';
import type { Category } from './schema.ts';

const kernel = useKernel({ analytic: false });
let client: CatalogClient;

beforeAll(async () => {
  client = await openCatalogClient(
    kernel,
    createCatalog(kernel, { defaultCurrency: () => Promise.resolve('CNY') }).parts.routes,
  );
});
afterAll(() => client.app.close());

const tree = async (query = ''): Promise<Category[]> => (await client.ok('GET', `/categories${query}`)).items;
const byName = async (name: string, parent?: string): Promise<Category> => {
  const all = await tree('?archived=true');
  const parentId = parent === undefined ? undefined : (await byName(parent)).id;
  const found = all.find((each) => each.name === name && (parentId === undefined || each.parentId === parentId));
  if (found === undefined) {
    throw new Error(`No category ${name}`);
  }
  return found;
};
const childrenOf = async (id: string | null): Promise<string[]> =>
  (await tree()).filter((each) => each.parentId === id).map((each) => each.name);

describe('[C145] the category tree of a new installation', () => {
  it('has the seven roots of the brand, 44 nodes below them and 101 leaves under those', async () => {
    const all = await tree();
    const roots = all.filter((each) => each.parentId === null);
    expect(roots.map((each) => each.name)).toEqual(['男装', '女装', '童装', '鞋', '配饰', '家居', '化妆品']);
    const second = all.filter((each) => roots.some((root) => root.id === each.parentId));
    expect(second.length).toBe(44);
    expect(all.filter((each) => second.some((parent) => parent.id === each.parentId)).length).toBe(101);
    expect(all.length).toBe(152);
  });

  it('keeps names, order and the counts of the source', async () => {
    expect(await childrenOf((await byName('内衣裤/袜子', '女装')).id)).toEqual([
      '打底衫',
      '袜子',
      '棉袜',
      '筒袜',
      '内衣套装',
      '针织裤',
    ]);
    const makeUp = (await tree()).filter((each) => each.note !== null).map((each) => [each.name, each.note]);
    expect(makeUp).toEqual([
      ['美妆用品', '44款'],
      ['护肤', '9款'],
      ['彩妆', '17款'],
    ]);
  });
});

describe('[C145] keeping the tree', () => {
  it('adds, renames, moves and orders categories', async () => {
    const root = await byName('配饰');
    const bags = await client.ok('POST', '/categories', { body: { name: '箱包', parentId: root.id } });
    expect(await childrenOf(root.id)).toEqual(['领带', '围巾', '帽子', '皮带', '皮具', '饰品', '手套', '袜子', '箱包']);
    await client.ok('PATCH', `/categories/${bags.id}`, { body: { name: '包袋', position: 2 } });
    expect(await childrenOf(root.id)).toEqual(['领带', '包袋', '围巾', '帽子', '皮带', '皮具', '饰品', '手套', '袜子']);
    const leather = await byName('皮具');
    await client.ok('PATCH', `/categories/${leather.id}`, { body: { parentId: bags.id } });
    expect(await childrenOf(bags.id)).toEqual(['皮具']);
    expect(await childrenOf(leather.id)).toEqual(['钱包', '钥匙包', '名片夹']);
  });

  it('refuses a circle and a second name among siblings, saying why in both languages', async () => {
    const home = await byName('家居');
    const bath = await byName('浴室用品');
    const circle = await client.call('PATCH', `/categories/${home.id}`, { body: { parentId: bath.id } });
    expect(circle).toMatchObject({ status: 409, json: { code: 'category_under_itself' } });
    const twice = await client.call('POST', '/categories', {
      body: { name: '浴室用品', parentId: home.id },
      headers: { 'x-test-locale': 'en' },
    });
    expect(twice).toMatchObject({ status: 409, json: { code: 'category_name_taken' } });
    expect(JSON.stringify(twice.json)).toContain('choose another name');
    expect(JSON.stringify(circle.json)).toContain('下级');
  });

  it('archives a category with all below it and brings them back together; a product keeps it from going', async () => {
    const shoes = await byName('鞋');
    const women = await byName('女鞋');
    const product = await client.ok('POST', '/products', {
      body: { code: 'S-1', name: '帆布鞋', categoryId: women.id },
    });
    expect((await byName('鞋')).products).toBe(1);
    const refused = await client.call('PATCH', `/categories/${shoes.id}`, { body: { archived: true } });
    expect(refused).toMatchObject({ status: 409, json: { code: 'category_in_use' } });
    await client.ok('PATCH', `/products/${product.id}`, { body: { categoryId: null } });
    await client.ok('PATCH', `/categories/${shoes.id}`, { body: { archived: true } });
    expect((await tree()).some((each) => each.id === women.id)).toBe(false);
    await client.ok('PATCH', `/categories/${shoes.id}`, { body: { archived: false } });
    expect(await childrenOf(shoes.id)).toEqual(['男鞋', '女鞋']);
    expect(await childrenOf(null)).toEqual(['男装', '女装', '童装', '鞋', '配饰', '家居', '化妆品']);
  });

  it('is for whoever keeps the catalogue; others read', async () => {
    const refused = await client.call('POST', '/categories', { as: 'reader', body: { name: 'x', parentId: null } });
    expect(refused.status).toBe(403);
    expect((await client.call('GET', '/categories', { as: 'reader' })).status).toBe(200);
  });
});
