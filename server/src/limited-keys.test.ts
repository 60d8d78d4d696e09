import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { usePlatform } from '#test/platform.ts';

const kernel = useKernel();
const test = usePlatform(kernel);
let headers: Readonly<Record<string, string>>;

beforeAll(async () => {
  headers = await keyOf(['web-shop', 'app']);
});

async function keyOf(sources: readonly string[] | null): Promise<Record<string, string>> {
  const { key } = await test.platform.access.createApiKey(systemContext('test'), {
    name: 'shop system',
    role: 'integration',
    sources: sources === null ? null : [...sources],
  });
  return { authorization: `Bearer ${key}` };
}

function record(source: string, key: string) {
  const customer = { identifiers: [{ type: 'account', value: key }], attributes: { name: '王小明' } };
  return { source, key, type: 'customer', occurredAt: '2026-01-05T02:00:00.000Z', customer, data: {} };
}

const post = (url: string, payload: object | string, more: Record<string, string> = {}) =>
  test.app.inject({ method: 'POST', url: `/api/v1${url}`, headers: { ...headers, ...more }, payload });

const customers = async (): Promise<number> =>
  (await test.app.inject({ method: 'GET', url: '/api/v1/customers', headers })).json<{ total: number }>().total;

describe('a key of another system that is limited to sources', () => {
  it('pushes records of its sources and pulls what is known', async () => {
    const reply = await post('/records', [record('web-shop', 'u1'), record('app', 'u2')]);
    expect(reply.json()).toMatchObject({ results: [{ outcome: 'added' }, { outcome: 'added' }] });
    expect(await customers()).toBe(2);
  });

  it('is refused whole batches that speak for another source, and told which it may use', async () => {
    const before = await customers();
    const reply = await post('/records', [record('web-shop', 'u3'), record('till', 'u4')]);
    expect(reply.statusCode).toBe(403);
    expect(reply.json()).toMatchObject({ code: 'source_refused' });
    expect(reply.body).toMatch(/till.*web-shop、app/);
    expect(await customers()).toBe(before);
  });

  it('is refused by identify, track and batch in the name of another source', async () => {
    const message = {
      userId: 'u9',
      traits: { name: '李雷' },
      event: 'Product Viewed',
      timestamp: '2026-01-05T02:00:00Z',
    };
    for (const [path, body] of [
      ['identify', message],
      ['track', message],
      ['batch', { batch: [{ ...message, type: 'identify' }] }],
    ] as const) {
      expect((await post(`/${path}?source=till`, body)).statusCode, path).toBe(403);
      expect((await post(`/${path}?source=app`, body)).statusCode, path).toBe(200);
    }
  });

  it('imports and undoes files of its own sources only', async () => {
    const file = '客户编号,姓名\nu5,韩梅梅\n';
    const send = (source: string) =>
      post(`/imports?kind=customers&source=${source}`, file, { 'content-type': 'text/csv' });
    const refused = await send('till');
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({ code: 'source_refused' });
    expect((await send('app')).statusCode).toBe(202);
    const { id } = (
      await test.app.inject({
        method: 'POST',
        url: '/api/v1/imports?kind=customers&source=till',
        headers: { ...(await keyOf(null)), 'content-type': 'text/csv' },
        payload: file,
      })
    ).json<{ id: string }>();
    expect((await post(`/imports/${id}/undo`, {})).json()).toMatchObject({ code: 'source_refused' });
  });

  it('does not settle anything that people decide', async () => {
    expect((await post('/exports', { kind: 'customers', unmasked: true, reason: 'why not' })).statusCode).toBe(403);
    expect((await post('/customers/lookup', { type: 'phone', value: '13800000001' })).statusCode).toBe(200);
    expect((await test.app.inject({ method: 'GET', url: '/api/v1/settings', headers })).statusCode).toBe(403);
  });
});

describe('a key without a limit', () => {
  it('writes as any source, and can be limited later, from the next request on', async () => {
    const { id, key } = await test.platform.access.createApiKey(systemContext('test'), {
      name: 'wide',
      role: 'integration',
    });
    const wide = { authorization: `Bearer ${key}` };
    const send = () =>
      test.app.inject({ method: 'POST', url: '/api/v1/records', headers: wide, payload: [record('anything', 'u7')] });
    expect((await send()).statusCode).toBe(200);
    const admin = await test.platform.access.createApiKey(systemContext('test'), { name: 'boss', role: 'admin' });
    const change = await test.app.inject({
      method: 'PATCH',
      url: `/api/v1/api-keys/${id}`,
      headers: { authorization: `Bearer ${admin.key}` },
      payload: { sources: ['web-shop'] },
    });
    expect(change.json()).toMatchObject({ id, name: 'wide', sources: ['web-shop'] });
    expect((await send()).statusCode).toBe(403);
  });
});
