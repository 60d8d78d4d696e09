import { beforeAll, describe, expect, it } from 'vitest';
import { createChunkedImports } from '#test/chunked-import.ts';
import { type Answer, useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);

let manager: Readonly<Record<string, string>> = {};

const SHOP = { name: '旗舰店', channel: 'marketplace', platform: '天猫', currency: 'CNY', sources: ['tmall'] };
const send = async (method: 'PUT' | 'DELETE', url: string, payload?: object): Promise<Answer> => {
  const reply = await pages.access.app.inject({
    method,
    url,
    headers: { ...manager },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: reply.statusCode, body: reply.body === '' ? null : JSON.parse(reply.body), text: reply.body };
};
const numbers = async (query: string): Promise<string[]> =>
  (await pages.get(`/api/v1/orders?${query}`, manager)).body.items.map((item: { number: string }) => item.number);

beforeAll(async () => {
  manager = await pages.access.as('manager');
  const imports = createChunkedImports(kernel);
  const row = (number: string, day: number, status: string) => ({
    number,
    placedAt: `2026-01-0${day} 00:30`,
    sku: 'A',
    quantity: '1',
    unitPrice: '10',
    account: `u-${number}`,
    customerName: `客户${number}`,
    status,
  });
  await imports.run([row('T1', 1, 'paid'), row('T2', 2, 'completed')], { source: 'tmall' });
  await imports.run([row('J1', 3, 'paid'), row('J_2', 4, 'cancelled')], { source: 'jd' });
});

describe('shops and sales channels', () => {
  it('begin with the usual channels and the sources that orders came from', async () => {
    const { body } = await pages.get('/api/v1/shops', manager);
    expect(body.sources).toEqual(['jd', 'tmall']);
    expect(body.channels.map(({ key }: { key: string }) => key)).toContain('campus');
    expect(body.items).toEqual([]);
  });

  it('name where orders come from: a shop takes sources, and each source has one shop', async () => {
    const { status, body: shop } = await pages.post('/api/v1/shops', SHOP, manager);
    expect(status).toBe(201);
    expect(await numbers(`shopId=${shop.id}`)).toEqual(['T2', 'T1']);
    expect(await numbers('channel=marketplace')).toEqual(['T2', 'T1']);
    const { body } = await pages.get('/api/v1/orders?source=tmall', manager);
    expect(body.items[0]).toMatchObject({ shop: { name: '旗舰店' }, customerName: '客户T2' });
    const taken = await pages.post('/api/v1/shops', { ...SHOP, name: '另一家' }, manager);
    expect(taken).toMatchObject({ status: 409, body: { code: 'shop_source_taken' } });
    expect((await pages.post('/api/v1/shops', { ...SHOP, sources: [] }, manager)).body.code).toBe('shop_name_taken');
    expect((await pages.post('/api/v1/shops', { ...SHOP, channel: 'moon' }, manager)).status).toBe(400);
    const url = `/api/v1/shops/${shop.id}`;
    expect((await send('PUT', url, { ...SHOP, sources: ['jd'], channel: 'store' })).body.sources).toEqual(['jd']);
    expect(await numbers(`shopId=${shop.id}`)).toEqual(['J_2', 'J1']);
    expect((await send('DELETE', url)).status).toBe(204);
    expect((await pages.get('/api/v1/orders', manager)).body.items).toHaveLength(4);
  });

  it('get channels of their own, and other words for those that are there', async () => {
    const label = { 'zh-CN': '快闪店', en: 'Pop-up' };
    expect((await send('PUT', '/api/v1/sales-channels/pop_up', { label })).body).toMatchObject({ builtIn: false });
    const store = { label: { 'zh-CN': '实体店', en: 'Shop' }, archived: true };
    await send('PUT', '/api/v1/sales-channels/store', store);
    const { channels } = (await pages.get('/api/v1/shops', manager)).body;
    expect(channels.at(-1)).toMatchObject({ key: 'pop_up', label });
    expect(channels.find(({ key }: { key: string }) => key === 'store')).toMatchObject({ ...store, builtIn: true });
  });
});

describe('the list of all orders', () => {
  it('is filtered by state, days and how the number begins, and paged without loss', async () => {
    expect(await numbers('status=paid')).toEqual(['J1', 'T1']);
    expect(await numbers('status=paid,cancelled')).toEqual(['J_2', 'J1', 'T1']);
    expect(await numbers('from=2026-01-02&to=2026-01-03')).toEqual(['J1', 'T2']);
    expect(await numbers('number=J')).toEqual(['J_2', 'J1']);
    expect(await numbers(`number=${encodeURIComponent('J_')}`)).toEqual(['J_2']);
    const walked: string[] = [];
    let cursor: string | null = null;
    do {
      const { body }: Answer = await pages.get(
        `/api/v1/orders?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`,
        manager,
      );
      walked.push(...body.items.map((item: { number: string }) => item.number));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(walked).toEqual(['J_2', 'J1', 'T2', 'T1']);
    expect((await pages.get('/api/v1/orders?status=lost', manager)).status).toBe(400);
  });
});
