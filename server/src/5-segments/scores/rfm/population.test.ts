import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { type Context, systemContext } from '#kernel/context.ts';
import { openOlap } from '#kernel/db/olap.ts';
import type { Freshness } from '#kernel/feed/feed.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer, withParts } from '#test/http.ts';
import { createSegments, RFM_SETTINGS, type Segments } from '../../index.ts';
import { measure } from './cuts.ts';
import { type RfmOrder, valuesOf } from './purchases.ts';
import { scoreCustomer } from './score.ts';
import { TEN_CUSTOMERS, TEN_EXPECTED, TEN_ORDERS } from './ten-customers.fixture.ts';
import type { RfmParameters } from './values.ts';

const kernel = useKernel();
const context = systemContext('rfm-test');
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Stands in for the feed: orders are written to the analytic table by hand here. */
let dataVersion = 0;
const upTo = new Date('2026-03-02T01:59:00.000Z');
const fresh: Freshness = { upTo, secondsBehind: 60, stale: false };
const feed = { dataVersion: async () => String(dataVersion), freshness: async () => fresh };

let settings: Record<string, unknown> = {};
const setting = async (key: string): Promise<unknown> =>
  key in settings ? settings[key] : RFM_SETTINGS.find((definition) => definition.key === key)?.defaultValue;
const customerNames = async (ids: readonly string[]) =>
  new Map(ids.map((id) => [id, { name: `name of ${id.slice(-2)}`, account: null }]));

let segments: Segments;
beforeAll(() => {
  segments = createSegments(kernel, { feed, setting, customerNames });
});

/** The analytic table then holds these orders, each after an older version, and one that was removed. */
async function keep(orders: readonly RfmOrder[]): Promise<void> {
  await kernel.olap.run({ sql: 'TRUNCATE TABLE commerce_orders' });
  const rows = orders.map((order) => ({
    order_id: newId(),
    customer_id: order.customerId,
    placed_at: `${order.businessDate} 00:30:00`,
    business_date: order.businessDate,
    kind: order.kind,
    status: order.status,
    currency: order.currency,
    source: 'shop',
    total_minor: order.totalMinor,
    refunded_minor: order.refundedMinor,
    sales_minor: order.salesMinor,
    sales_lines: order.salesLines,
    version: 2,
    is_deleted: 0,
  }));
  const older = rows.map((row) => ({ ...row, status: 'paid', sales_minor: 777, version: 1 }));
  const removed = rows
    .slice(0, 1)
    .map((row) => ({ ...row, order_id: newId(), sales_minor: 888, status: 'paid', kind: 'sale' }));
  await kernel.olap.insert('commerce_orders', [...older, ...removed]);
  await kernel.olap.insert('commerce_orders', [
    ...rows,
    ...removed.map((row) => ({ ...row, version: 3, is_deleted: 1 })),
  ]);
  dataVersion += 1;
}

async function everybody(parameters: Pick<RfmParameters, 'asOf' | 'currency'>) {
  const list = await segments.rfm.listCustomers(context, { ...parameters, limit: 200 });
  return new Map(list.items.map(({ customerId, name: _, account: __, ...rest }) => [customerId, rest]));
}

describe('RFM of the population', () => {
  it('[C028] gives ten customers the R, F, M and scores worked out by hand', async () => {
    settings = {};
    await keep(TEN_ORDERS);
    const found = await everybody({ asOf: '2026-03-01', currency: 'CNY' });
    const expected = TEN_EXPECTED.map(({ monetary, ...rest }) => ({ ...rest, monetaryMinor: monetary }));
    expect(TEN_CUSTOMERS.map((id) => found.get(id))).toEqual(expected);
  });

  it('[C028a] draws a map whose groups and cells hold every customer once', async () => {
    settings = {};
    await keep(TEN_ORDERS);
    const map = await segments.rfm.getMap(context, { asOf: '2026-03-01' });
    expect(map).toMatchObject({
      asOf: '2026-03-01',
      windowDays: 365,
      currency: 'CNY',
      currencies: ['CNY', 'USD'],
      customers: 10,
      cuts: { recencyDays: [1, 20, 59, 90], frequency: [1, 1, 2, 3], monetaryMinor: [100, 300, 400, 1000] },
      means: { recencyDays: 84.6, frequency: 2, monetaryMinor: 1180 },
      freshness: { upTo: upTo.toISOString(), stale: false },
    });
    expect(map.groups.map((group) => group.customers)).toEqual([1, 1, 0, 0, 2, 1, 3, 2]);
    expect(map.groups.every((group) => group.action['zh-CN'] !== '' && group.action.en !== '')).toBe(true);
    expect(map.cells.reduce((sum, cell) => sum + cell.customers, 0)).toBe(10);
    expect(map.cells.find((cell) => cell.r === 1 && cell.f === 4)).toEqual({
      r: 1,
      f: 4,
      customers: 1,
      monetaryMinor: 6000,
      group: 'important_keep',
    });
  });

  it('[C028] puts everybody into the cell, and finds them by the R, F and M, that were worked out by hand', async () => {
    settings = {};
    await keep(TEN_ORDERS);
    const asOf = '2026-03-01';
    const { cells } = await segments.rfm.getMap(context, { asOf });
    const inCell = Map.groupBy(TEN_EXPECTED, ({ r, f }) => `${r}/${f}`);
    expect(new Map(cells.map(({ r, f, customers }) => [`${r}/${f}`, customers]))).toEqual(
      new Map([...inCell].map(([cell, those]) => [cell, those.length])),
    );
    for (const [part, place] of (['r', 'f', 'm'] as const).flatMap((each) =>
      [1, 2, 3, 4, 5].map((n) => [each, n] as const),
    )) {
      const { items } = await segments.rfm.listCustomers(context, { asOf, limit: 50, [part]: place });
      const wanted = TEN_CUSTOMERS.filter((_, at) => TEN_EXPECTED[at]?.[part] === place);
      expect(items.map(({ customerId }) => customerId).toSorted()).toEqual(wanted.toSorted());
    }
  });

  it('[C028] agrees with the pure face over random histories', { timeout: 120_000 }, async () => {
    const customers = [...TEN_CUSTOMERS.slice(0, 7), NOBODY];
    const anyOrder: fc.Arbitrary<RfmOrder> = fc.record({
      customerId: fc.constantFrom(...customers),
      kind: fc.constantFrom(
        'sale' as const,
        'sale' as const,
        'sale' as const,
        'refund' as const,
        'adjustment' as const,
      ),
      status: fc.constantFrom('paid', 'completed', 'partly_returned', 'cart', 'cancelled'),
      businessDate: fc.constantFrom(
        '2023-12-31',
        '2024-02-29',
        '2025-03-01',
        '2025-03-02',
        '2026-02-22',
        '2026-02-23',
        '2026-03-01',
        '2026-03-02',
      ),
      currency: fc.constantFrom('CNY', 'CNY', 'USD'),
      totalMinor: fc.integer({ min: -500, max: 500 }),
      refundedMinor: fc.constantFrom(0, 0, 30),
      salesMinor: fc.constantFrom(0, 100, 100, 250, 4_000_000_000_000),
      salesLines: fc.constantFrom(0, 1, 3),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyOrder, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(null, 7, 365),
        fc.constantFrom('ignore' as const, 'subtract' as const),
        fc.constantFrom('mean' as const, 'median' as const),
        async (orders, windowDays, refunds, groupCut) => {
          settings = {
            'segments.rfm_window_days': windowDays,
            'segments.rfm_refunds': refunds,
            'segments.rfm_group_cut': groupCut,
          };
          await keep(orders);
          const named = orders.filter((order) => order.customerId !== NOBODY);
          for (const currency of ['CNY', 'USD']) {
            const values = valuesOf(named, { asOf: '2026-03-01', currency, windowDays, refunds, groupCut });
            const scale = measure([...values.values()], groupCut);
            const expected = [...values].map(([id, { monetary, ...own }]) => [
              id,
              { ...own, monetaryMinor: monetary, ...scoreCustomer({ ...own, monetary }, scale!) },
            ]);
            expect(await everybody({ asOf: '2026-03-01', currency })).toEqual(new Map(expected as []));
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('lists, single customers and look-ups', () => {
  beforeAll(async () => {
    settings = {};
    await keep(TEN_ORDERS);
  });

  it('pages through a group, the most valuable first, with the total on every page', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await segments.rfm.listCustomers(context, { asOf: '2026-03-01', limit: 3, cursor });
      expect(page.total).toBe(10);
      expect(page.items[0]?.name).toMatch(/^name of/);
      seen.push(...page.items.map((item) => item.monetaryMinor));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([6000, 3000, 1000, 500, 400, 300, 300, 200, 100, 0]);
    const cell = await segments.rfm.listCustomers(context, {
      asOf: '2026-03-01',
      limit: 50,
      r: 3,
      m: 2,
      group: 'general_value',
    });
    expect([cell.total, cell.items.map((item) => item.customerId)]).toEqual([1, [TEN_CUSTOMERS[3]]]);
  });

  it('refuses cursors that are not its own or whose run is gone', async () => {
    const ask = (cursor: string) => segments.rfm.listCustomers(context, { limit: 3, cursor });
    await expect(ask('bm9wZQ')).rejects.toMatchObject({ code: 'cursor_malformed', status: 400 });
    const gone = Buffer.from(JSON.stringify([newId(), 1, newId()])).toString('base64url');
    await expect(ask(gone)).rejects.toMatchObject({ code: 'cursor_expired', status: 410 });
  });

  it('[C028] explains the scores of one customer in both languages, by currency', async () => {
    const scores = await segments.rfm.getCustomer(context, { customerId: TEN_CUSTOMERS[2]!, asOf: '2026-03-01' });
    expect(scores.rfm.map((own) => [own.currency, own.r, own.f, own.m])).toEqual([
      ['CNY', 4, 3, 5],
      ['USD', 5, 1, 1],
    ]);
    expect(scores.rfm[0]?.reason.en).toBe(
      'Last bought 10 days before 2026-03-01, more recently than 70% of customers; bought 2 times in the last 365 days, more often than 50% of customers; spent ¥30.00, more than 80%',
    );
    expect(scores.rfm[0]?.reason['zh-CN']).toContain('¥30.00');
    expect(await segments.rfm.getCustomer(context, { customerId: newId() })).toMatchObject({ rfm: [] });
  });

  it('looks up several at once', async () => {
    const { items } = await segments.rfm.lookup(context, {
      customerIds: [TEN_CUSTOMERS[1]!, TEN_CUSTOMERS[7]!, newId()],
      asOf: '2026-03-01',
    });
    expect(new Map(items.map((item) => [item.customerId, item.group]))).toEqual(
      new Map([
        [TEN_CUSTOMERS[1], 'general_develop'],
        [TEN_CUSTOMERS[7], 'important_keep'],
      ]),
    );
  });
});

describe('runs', () => {
  const runCount = async (): Promise<number> =>
    Number((await kernel.postgres.pool.query('select count(*) as runs from segments.rfm_runs')).rows[0].runs);

  it('computes once for many who ask together, and again only when facts, date or parameters changed', async () => {
    settings = {};
    await kernel.postgres.pool.query('delete from segments.rfm_runs');
    await keep(TEN_ORDERS);
    const ask = (asOf: string) => segments.rfm.getMap(context, { asOf });
    await Promise.all([ask('2026-01-01'), ask('2026-01-01'), ask('2026-01-01')]);
    await ask('2026-01-01');
    expect(await runCount()).toBe(1);
    settings = { 'segments.rfm_window_days': 30 };
    await ask('2026-01-01');
    await ask('2026-01-02');
    expect(await runCount()).toBe(3);
    await keep([]);
    expect((await ask('2026-01-01')).customers).toBe(0);
  });

  it('keeps the last twenty, in both stores', async () => {
    settings = {};
    await kernel.postgres.pool.query('delete from segments.rfm_runs');
    await kernel.olap.run({ sql: 'TRUNCATE TABLE segments_rfm_values' });
    await keep(TEN_ORDERS);
    for (let day = 1; day <= 22; day += 1) {
      kernel.clock.advance(1000);
      await segments.rfm.getMap(context, { asOf: `2026-01-${String(day).padStart(2, '0')}` });
    }
    expect(await runCount()).toBe(20);
    const kept = await kernel.postgres.pool.query('select id::text from segments.rfm_runs order by id');
    const found = await kernel.olap.rows<{ id: string }>({
      sql: `SELECT DISTINCT toString(run_id) AS id FROM segments_rfm_values ORDER BY id`,
    });
    expect(found).toEqual(kept.rows);
  });

  it('computes again when the analytic store has lost the values', async () => {
    settings = {};
    await keep(TEN_ORDERS);
    await segments.rfm.getMap(context, { asOf: '2026-03-01' });
    await kernel.olap.run({ sql: 'TRUNCATE TABLE segments_rfm_values' });
    expect((await segments.rfm.getMap(context, { asOf: '2026-03-01' })).customers).toBe(10);
    expect((await everybody({ asOf: '2026-03-01', currency: 'CNY' })).size).toBe(10);
  });

  it('is as of today in the zone of the business when no date is given', async () => {
    kernel.clock.set(new Date('2026-02-28T16:30:00.000Z'));
    expect(await segments.rfm.getMap(context, {})).toMatchObject({ asOf: '2026-03-01' });
    kernel.clock.set(new Date('2026-02-28T15:30:00.000Z'));
    expect(await segments.rfm.getMap(context, {})).toMatchObject({ asOf: '2026-02-28' });
  });
});

describe('the date when none is given', () => {
  it('is the day of the newest purchase once the whole shop has been quiet for a month', async () => {
    settings = {};
    await keep(TEN_ORDERS);
    const newest = TEN_ORDERS.filter((order) => order.kind === 'sale')
      .map((order) => order.businessDate)
      .toSorted()
      .at(-1);
    kernel.clock.set(new Date('2027-03-01T04:00:00.000Z'));
    expect(await segments.rfm.getMap(context, {})).toMatchObject({ asOf: newest });
    settings = { 'segments.rfm_quiet_days': 3650 };
    expect(await segments.rfm.getMap(context, {})).toMatchObject({ asOf: '2027-03-01' });
    settings = {};
  });
});

describe('who may see scores', () => {
  it('needs the permission and sight of all scopes', async () => {
    const limited: Context = {
      ...context,
      actor: { ...context.actor, kind: 'user', permissions: new Set(['scores.read']), scopeIds: ['x'] },
    };
    await expect(segments.rfm.getMap(limited, {})).rejects.toMatchObject({ code: 'scope_limited', status: 403 });
    const without: Context = { ...context, actor: { ...context.actor, kind: 'user', permissions: new Set() } };
    await expect(segments.rfm.lookup(without, { customerIds: [newId()] })).rejects.toMatchObject({
      code: 'permission_missing',
    });
  });

  it('answers 401, 403, 400 and 200 on each route', async () => {
    settings = {};
    await keep(TEN_ORDERS);
    const app = await openTestServer(kernel, segments.parts.routes ?? []);
    const reader = asActor('reader', ['scores.read']);
    const requests = [
      { method: 'GET', url: '/api/v1/scores/rfm?asOf=2026-03-01', bad: '/api/v1/scores/rfm?asOf=soon' },
      {
        method: 'GET',
        url: '/api/v1/scores/rfm/customers?group=general_value',
        bad: '/api/v1/scores/rfm/customers?group=none',
      },
      { method: 'GET', url: `/api/v1/customers/${TEN_CUSTOMERS[0]}/scores`, bad: '/api/v1/customers/x/scores' },
      {
        method: 'POST',
        url: '/api/v1/scores/rfm/lookup',
        bad: '/api/v1/scores/rfm/lookup',
        payload: { customerIds: [TEN_CUSTOMERS[0]] },
      },
    ] as const;
    for (const { method, url, bad, ...rest } of requests) {
      const body = 'payload' in rest ? { payload: rest.payload } : {};
      const status = async (to: string, headers: Readonly<Record<string, string>>, sent: object) =>
        (await app.inject({ method, url: to, headers, ...sent })).statusCode;
      expect(await status(url, {}, body)).toBe(401);
      expect(await status(url, asActor('nobody', []), body)).toBe(403);
      expect(await status(bad, reader, 'payload' in rest ? { payload: { customerIds: [] } } : {})).toBe(400);
      expect(await status(url, reader, body)).toBe(200);
    }
    await app.close();
  });

  it('answers 503 while the analytic store is down', async () => {
    const olap = openOlap({ url: 'http://nobody:x@127.0.0.1:9', database: 'none', log: kernel.log });
    const unlucky = createSegments(withParts(kernel, { olap }), { feed, setting, customerNames });
    await expect(unlucky.rfm.getMap(context, { asOf: '2020-01-01' })).rejects.toMatchObject({
      code: 'analytic_store_unavailable',
      status: 503,
    });
    await olap.close();
  });
});
