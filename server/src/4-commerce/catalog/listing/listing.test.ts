import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CatalogClient, openCatalogClient, pngOf } from '#test/catalog.ts';
import { useKernel } from '#test/harness.ts';
import { createCatalog } from '../service.ts';

const kernel = useKernel({ analytic: false });
let client: CatalogClient;
let number = 0;
let id: string;

beforeAll(async () => {
  client = await openCatalogClient(
    kernel,
    createCatalog(kernel, { defaultCurrency: () => Promise.resolve('CNY') }).parts.routes,
  );
});
afterAll(() => client.app.close());

/** A product with all but picture and price. */
beforeEach(async () => {
  number += 1;
  const { items } = await client.ok('GET', '/categories');
  const facts = { kind: '衬衫', material: '棉', style: '修身', targetGroup: '男性' };
  const body = { code: `L-${number}`, name: '衬衫', categoryId: items[0].id, stock: 3, ...facts };
  ({ id } = await client.ok('POST', '/products', { body }));
});

const move = (to: string, locale = 'zh-CN') =>
  client.call('POST', `/products/${id}/state`, { body: { to }, headers: { 'x-test-locale': locale } });
const addPicture = () => client.ok('POST', `/products/${id}/images`, { file: pngOf(600, 800) });
const setPrice = () =>
  client.ok('POST', `/products/${id}/prices`, { body: { kind: 'list', amountMinor: 14_900, reason: '新品定价' } });
const product = () => client.ok('GET', `/products/${id}`);

describe('[C145a] listing a product', () => {
  it('is refused without picture or price, naming both in the language of the reader', async () => {
    const zh = await move('checked');
    expect(zh).toMatchObject({ status: 409, json: { code: 'product_incomplete' } });
    expect(zh.json.detail).toBe('还不能上架，缺少：价格（每个规格都要大于零）、图片（至少一张）');
    const en = await move('checked', 'en');
    expect(en.json.detail).toBe(
      'It cannot be listed yet; missing: price (above zero for every SKU), picture (at least one)',
    );
    await setPrice();
    expect((await move('checked')).json.detail).toBe('还不能上架，缺少：图片（至少一张）');
    expect((await product()).state).toBe('draft');
  });

  it('goes from draft over checked to on and off, with who and when, and tells the log', async () => {
    await addPicture();
    await setPrice();
    for (const to of ['checked', 'on', 'off', 'on']) {
      kernel.clock.advance(60_000);
      expect((await move(to)).json.state).toBe(to);
    }
    const { items } = await client.ok('GET', `/products/${id}/listing`);
    expect(items.map((step: { from: string; to: string; by: string }) => [step.from, step.to, step.by])).toEqual([
      ['off', 'on', '陈经理'],
      ['on', 'off', '陈经理'],
      ['checked', 'on', '陈经理'],
      ['draft', 'checked', '陈经理'],
    ]);
    expect(items[0].at).toBe(kernel.clock.now().toISOString());
    const { rows } = await sql<{ data: unknown }>`
      select data from kernel.events where type = 'commerce.product_listed' order by seq desc limit 1`.execute(
      kernel.postgres.db,
    );
    expect(rows[0]?.data).toEqual({ productIds: [id] });
  });

  it('keeps the description, the note of each step, and a step that is asked for twice with one key once', async () => {
    await addPicture();
    await setPrice();
    expect((await product()).warnings).toContain('no_description');
    await client.ok('PATCH', `/products/${id}`, { body: { description: '免烫处理，四季可穿' } });
    expect(await product()).toMatchObject({ description: '免烫处理，四季可穿', warnings: [] });
    const checked = { body: { to: 'checked', note: '图文已核对' }, headers: { 'idempotency-key': `check-${id}` } };
    const [first, again] = [
      await client.call('POST', `/products/${id}/state`, checked),
      await client.call('POST', `/products/${id}/state`, checked),
    ];
    expect([first.status, again.status, again.json]).toEqual([200, 200, first.json]);
    const { items } = await client.ok('GET', `/products/${id}/listing`);
    expect(items).toMatchObject([{ from: 'draft', to: 'checked', note: '图文已核对' }]);
  });

  it('cannot skip the check', async () => {
    await addPicture();
    await setPrice();
    const skipped = await move('on', 'en');
    expect(skipped).toMatchObject({ status: 409, json: { code: 'product_step_refused' } });
    expect(skipped.json.detail).toBe('The product is draft and cannot become on sale; next can be: checked');
  });

  it('keeps what is on sale complete, and sends a checked product back when it is so no more', async () => {
    const { items } = await addPicture();
    await setPrice();
    await move('checked');
    await client.ok('PATCH', `/products/${id}`, { body: { material: null } });
    expect(await product()).toMatchObject({ state: 'draft', missing: ['material'] });
    await client.ok('PATCH', `/products/${id}`, { body: { material: '亚麻' } });
    await move('checked');
    await move('on');
    const refused = await client.call('DELETE', `/products/${id}/images/${items[0].id}`);
    expect(refused).toMatchObject({ status: 409, json: { code: 'product_on_sale' } });
    expect(refused.json.detail).toContain('图片');
    expect((await product()).images.length).toBe(1);
    await move('off');
    await client.ok('DELETE', `/products/${id}/images/${items[0].id}`);
    expect((await move('on')).json.code).toBe('product_incomplete');
  });

  it('warns of a price below cost only those who may see costs', async () => {
    await setPrice();
    await client.ok('POST', `/products/${id}/costs`, { body: { amountMinor: 15_000, reason: '面料涨价' } });
    expect((await product()).warnings).toContain('price_below_cost');
    const seen = await client.ok('GET', `/products/${id}`, { as: 'marketer' });
    expect(seen.warnings).not.toContain('price_below_cost');
    expect(seen.skus[0].costMinor).toBeUndefined();
  });
});
