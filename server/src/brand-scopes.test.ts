import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { usePlatform } from '#test/platform.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel);
type Headers = Readonly<Record<string, string>>;
let admin: Headers = {};
let serial = 0;
const byId = (a: string | undefined, b: string | undefined): number => ((a ?? '') < (b ?? '') ? -1 : 1);

beforeAll(async () => {
  admin = await test.as('admin');
});

async function send(method: 'GET' | 'POST', url: string, headers: Headers, payload?: object) {
  const reply = await test.app.inject({ method, url: `/api/v1${url}`, headers, ...(payload ? { payload } : {}) });
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are read by path in tests
  return { status: reply.statusCode, text: reply.body, body: (reply.body === '' ? null : reply.json()) as any };
}

async function scope(type: 'brand' | 'partner', name: string): Promise<string> {
  const { status, text, body } = await send('POST', '/scopes', admin, { type, name });
  expect(status, text).toBe(201);
  return body.id;
}

async function staffOf(scopeId: string, role: 'agent' | 'manager' = 'agent'): Promise<Headers> {
  const name = `${role} of ${scopeId}`;
  const { key } = await test.platform.access.createApiKey(systemContext('test'), { name, role, scopeId });
  return { authorization: `Bearer ${key}` };
}

/** Somebody orders at a brand or a merchant; the phone says who it is. */
async function buys(
  at: { readonly scopeId: string; readonly source: string },
  phone: string,
  name: string,
): Promise<string> {
  serial += 1;
  const { body, text } = await send('POST', `/records?scopeId=${at.scopeId}`, admin, [
    {
      source: at.source,
      key: `${at.source}-${serial}`,
      type: 'order',
      occurredAt: '2026-01-05T08:00:00Z',
      customer: { identifiers: [{ type: 'phone', value: phone }], attributes: { name } },
      data: { lines: [{ sku: `${at.source}-SKU`, quantity: 1, unitPrice: '100' }], status: 'paid' },
    },
  ] as object);
  expect(body.results?.[0]?.outcome, text).toBe('added');
  return body.results[0].customerId;
}

describe('[C237] a customer of two brands', () => {
  it('is one record; each brand sees the customer with its own sources and orders, the business sees both', async () => {
    const x = { scopeId: await scope('brand', '甲牌'), source: 'brand-x' };
    const y = { scopeId: await scope('brand', '乙牌'), source: 'brand-y' };
    const id = await buys(x, '13800000001', '林一');
    expect(await buys(y, '13800000001', '林一')).toBe(id);
    const stranger = await buys(y, '13800000002', '只在乙牌');
    const ofX = await staffOf(x.scopeId);
    const profile = await send('GET', `/customers/${id}`, ofX);
    expect(profile.body.records.map(({ source }: { source: string }) => source)).toEqual(['brand-x']);
    // What only the other brand knows counts for the customer, and its name for nobody but them.
    const elsewhere = await buys(y, '13800000009', '林一');
    const merge = await send('POST', `/customers/${id}/merge`, admin, { with: elsewhere, reason: '同一人' });
    expect(merge.status, merge.text).toBeLessThan(300);
    await send('POST', `/records?scopeId=${y.scopeId}`, admin, [
      {
        source: 'brand-y',
        key: 'card',
        type: 'customer',
        customer: {
          identifiers: [
            { type: 'phone', value: '13800000009' },
            { type: 'account', value: 'linyi_at_y' },
          ],
          attributes: { region: '苏州' },
        },
        data: {},
      },
    ] as object);
    const { fields } = (await send('GET', `/customers/${id}/fields`, ofX)).body;
    expect(fields.find(({ key }: { key: string }) => key === 'region')).toMatchObject({
      value: '苏州',
      origin: { source: 'other_scope' },
    });
    for (const path of ['', '/orders', '/timeline', '/fields', '/explain'].map((end) => `/customers/${id}${end}`)) {
      const { status, text } = await send('GET', path, ofX);
      expect(status, text).toBe(200);
      expect(text).not.toContain('brand-y');
    }
    const orders = async (headers: Headers): Promise<string[]> =>
      (await send('GET', `/customers/${id}/orders`, headers)).body.items.map(
        ({ source }: { source: string }) => source,
      );
    expect(await orders(ofX)).toEqual(['brand-x']);
    expect(await orders(await staffOf(y.scopeId))).toEqual(['brand-y', 'brand-y']);
    expect((await orders(admin)).toSorted()).toEqual(['brand-x', 'brand-y', 'brand-y']);
    // What the orders come to is the brand's own share.
    const totals = async (headers: Headers): Promise<number> =>
      (await send('GET', `/customers/${id}/orders`, headers)).body.totals[0].salesMinor;
    expect([await totals(ofX), await totals(admin)]).toEqual([10_000, 30_000]);
    for (const path of [
      '',
      '/orders',
      '/timeline',
      '/fields',
      '/explain',
      '/households',
      '/relations',
      '/relation-graph',
    ]) {
      expect((await send('GET', `/customers/${stranger}${path}`, ofX)).status, path).toBe(404);
    }
    const lookup = { type: 'phone', value: '13800000002' };
    expect((await send('POST', '/customers/lookup', ofX, lookup)).text).not.toContain(stranger);
    const { body, text } = await send('GET', '/customers', ofX);
    expect(body.items.map((each: { id: string }) => each.id)).toEqual([id]);
    expect(text).not.toContain('brand-y');
  });
});

describe('[C237a] merchants of a mall', () => {
  it('have customers of their own; who runs the mall sees all of them, each once', async () => {
    const north = { scopeId: await scope('partner', '北门店'), source: 'north' };
    const south = { scopeId: await scope('partner', '南门店'), source: 'south' };
    const only = [await buys(north, '13900000001', '北客'), await buys(south, '13900000002', '南客')];
    const both = await buys(north, '13900000003', '两边客');
    expect(await buys(south, '13900000003', '两边客')).toBe(both);
    const seen = async (headers: Headers): Promise<string[]> => {
      const ours = new Set([...only, both]);
      const { body } = await send('GET', '/customers?limit=200', headers);
      return body.items.flatMap((each: { id: string }) => (ours.has(each.id) ? [each.id] : [])).toSorted(byId);
    };
    expect(await seen(await staffOf(north.scopeId))).toEqual([only[0], both].toSorted(byId));
    expect(await seen(await staffOf(south.scopeId))).toEqual([only[1], both].toSorted(byId));
    expect(await seen(await test.as('manager'))).toEqual([...only, both].toSorted(byId));
    // A manager of one merchant cannot make their customer one with another merchant's.
    const merge = { with: only[1], reason: '看起来一样' };
    const refused = await send('POST', `/customers/${only[0]}/merge`, await staffOf(north.scopeId, 'manager'), merge);
    expect(refused.status).toBe(404);
  });
});
