import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { said } from '#test/statements.ts';
import { createPlatform, type Platform } from './wiring.ts';

const kernel = useKernel();
const context = systemContext('test');
const marketer = asActor('小林', ['segments.read', 'segments.write']);
let platform: Platform;
let app: FastifyInstance;
let customerId = '';

beforeAll(async () => {
  platform = createPlatform(kernel);
  app = await openTestServer(kernel, platform.routes);
  const statements = [said({ account: 'a', name: '韩梅', attributes: { gender: 'female' }, region: '浙江省 杭州市' })];
  const [taken] = await kernel.transaction(context, (tx) =>
    platform.customers.identity.takeIn(tx, context, statements, { source: 'shop', importId: null, scopeId: null }),
  );
  customerId = taken?.customerId ?? '';
  await platform.feed.rebuild();
});

afterAll(async () => {
  await app.close();
});

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown) {
  const reply = await app.inject({
    method,
    url: `/api/v1${url}`,
    headers: marketer,
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: reply.statusCode, json: reply.body === '' ? null : reply.json() };
}

const HANGZHOU = { v: 1, all: [{ is: 'profile.region', regions: ['杭州'] }] };
const drain = () => kernel.jobs.drain(platform.jobs);

async function make(name: string, rule: object = HANGZHOU) {
  const { json, status } = await call('POST', '/segments', { name, rule });
  expect(status, JSON.stringify(json)).toBe(201);
  await drain();
  return json;
}

describe('a segment at the desk', () => {
  it('is not overwritten by somebody who began from an older version', async () => {
    const { id } = await make('两人改');
    const other = { all: [{ is: 'profile.region', regions: ['上海'] }] };
    const mine = { all: [{ is: 'profile.region', regions: ['宁波'] }] };
    const first = await call('PUT', `/segments/${id}`, { name: '两人改', rule: other, baseVersion: 1 });
    expect(first).toMatchObject({ status: 200, json: { version: 2 } });
    const second = await call('PUT', `/segments/${id}`, { name: '两人改', rule: mine, baseVersion: 1 });
    expect(second).toMatchObject({ status: 409, json: { code: 'segment_changed' } });
    const meant = await call('PUT', `/segments/${id}`, { name: '两人改', rule: mine });
    expect(meant).toMatchObject({ status: 200, json: { version: 3 } });
    const { json } = await call('GET', `/segments/${id}`);
    expect(json.versions.map(({ rule }: { rule: object }) => rule)).toMatchObject([mine, other, { all: HANGZHOU.all }]);
  });

  it('comes back after it was put away, with its members worked out anew', async () => {
    const { id } = await make('收起');
    expect((await call('DELETE', `/segments/${id}`)).status).toBe(204);
    expect((await call('GET', `/segments/${id}`)).status).toBe(404);
    const back = await call('POST', `/segments/${id}/restore`);
    expect(back).toMatchObject({ status: 200, json: { name: '收起', members: 0, stale: true } });
    await drain();
    expect((await call('GET', `/segments/${id}`)).json).toMatchObject({ members: 1, stale: false });
    expect((await call('POST', `/segments/${id}/restore`)).status).toBe(404);
  });

  it('does not come back under a name that another has taken', async () => {
    const { id } = await make('同名');
    await call('DELETE', `/segments/${id}`);
    await make('同名');
    expect(await call('POST', `/segments/${id}/restore`)).toMatchObject({
      status: 409,
      json: { code: 'segment_name_taken' },
    });
  });

  it('[C031a] tells its size day by day, and the customer tells her segments', async () => {
    const { id } = await make('每天');
    const { json } = await call('GET', `/segments/sizes?segmentId=${id}&days=2`);
    expect(json.items).toEqual([
      {
        segmentId: id,
        days: [
          { date: '2026-03-01', members: 0, entered: 0, left: 0 },
          { date: '2026-03-02', members: 1, entered: 1, left: 0 },
        ],
      },
    ]);
    const all = await call('GET', '/segments/sizes');
    expect(all.json.items.length).toBeGreaterThan(1);
    expect(all.json.items[0].days).toHaveLength(30);
    const hers = await call('GET', `/customers/${customerId}/segments`);
    expect(hers.json.items).toContainEqual({ id, name: '每天', enteredAt: '2026-03-02T02:00:00.000Z', strategy: null });
  });

  it('names those whose rules need it', async () => {
    const { id } = await make('被引用');
    const user = await make('引用者', { v: 1, all: [{ is: 'segment.in', segments: [id] }] });
    const { json } = await call('GET', `/segments/${id}`);
    expect(json.usedBy).toEqual([{ id: user.id, name: '引用者' }]);
  });

  it('offers conditions and values by names, pinyin and initials, and names of values that are set', async () => {
    const { json } = await call('GET', '/conditions');
    expect(json.currency).toBe('CNY');
    const count = json.items.find(({ is }: { is: string }) => is === 'orders.count');
    expect(count.keys.split(' ')).toEqual(expect.arrayContaining(['购买次数', 'goumaicishu', 'gmcs']));
    const name = encodeURIComponent('customers.field:gender');
    const set = await call('GET', `/catalogues/${name}?value=female`);
    expect(set.json.items).toEqual([
      { value: 'female', label: { 'zh-CN': '女', en: 'Female' }, keys: '女 female nv n' },
    ]);
    const two = await call('GET', `/catalogues/${name}?value=female&value=male`);
    expect(two.json.items).toHaveLength(2);
  });
});
