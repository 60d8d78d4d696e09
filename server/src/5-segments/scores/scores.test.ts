import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import type { Freshness } from '#kernel/feed/feed.ts';
import { addDays, dayNumber } from '#kernel/pure/dates.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { createSegments, LIFECYCLE_SETTINGS, RFM_SETTINGS, type Segments } from '../index.ts';
import { CREDIT_SHARED } from './credit/credit.ts';
import type { UnitPrice } from './kind.ts';
import { SCORE_KINDS, SCORE_SETTINGS } from './kinds.ts';
import { keptRuns } from './values/kept.ts';

const AS_OF = '2026-03-01';
const kernel = useKernel();
const READER = asActor('reader', ['scores.read', 'segments.write']);

/** Stands in for the feed: facts are written to the analytic store by hand here. */
let dataVersion = 0;
const fresh: Freshness = { upTo: new Date('2026-03-02T01:59:00.000Z'), secondsBehind: 60, stale: false };
const feed = { dataVersion: async () => String(dataVersion), freshness: async () => fresh };
let settings: Record<string, unknown> = {};
const DEFINITIONS = [...RFM_SETTINGS, ...LIFECYCLE_SETTINGS, ...SCORE_SETTINGS, ...CREDIT_SHARED];
const setting = async (key: string): Promise<unknown> =>
  key in settings ? settings[key] : DEFINITIONS.find((definition) => definition.key === key)?.defaultValue;
let prices: readonly UnitPrice[] = [];

let segments: Segments;
let app: FastifyInstance;
beforeAll(async () => {
  segments = createSegments(kernel, {
    feed,
    setting,
    prices: async () => prices,
    customerNames: async (ids) => new Map(ids.map((id) => [id, { name: `name of ${id.slice(-3)}`, account: null }])),
  });
  app = await openTestServer(kernel, segments.parts.routes ?? []);
});
afterAll(async () => {
  await app.close();
});
beforeEach(() => {
  settings = {};
  prices = [];
});

interface Order {
  readonly day: string;
  readonly minor: number;
  readonly refunded?: number;
  readonly sku?: string;
  readonly quantity?: number;
  /** Of the day, in UTC. */
  readonly time?: string;
}
interface Person {
  readonly orders?: readonly Order[];
  readonly events?: readonly { readonly at: string; readonly kind: string; readonly sku?: string }[];
}

const idOf = (n: number): string => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** These people, and nobody else; the first has the id 1. */
async function keep(people: readonly Person[]): Promise<void> {
  for (const table of ['commerce_orders', 'customers_profiles', 'behaviour_events']) {
    await kernel.olap.run({ sql: `TRUNCATE TABLE ${table}` });
  }
  const profiles: object[] = [];
  const orders: object[] = [];
  const events: object[] = [];
  for (const [at, { orders: bought = [], events: done = [] }] of people.entries()) {
    const customer_id = idOf(at + 1);
    const newest = bought.toSorted((a, b) => (a.day < b.day ? 1 : -1));
    const acts = done.toSorted((a, b) => (a.at < b.at ? 1 : -1));
    profiles.push({
      customer_id,
      order_days: newest.map(({ day }) => day),
      order_refunds: newest.map(() => 0),
      order_currencies: newest.map(() => 'CNY'),
      order_sources: newest.map(() => 'shop'),
      order_worths: newest.map(({ minor, refunded = 0 }) => minor - refunded),
      order_sales: newest.map(({ minor }) => minor),
      order_backs: newest.map(({ refunded = 0 }) => (refunded > 0 ? 1 : 0)),
      order_pieces: newest.map(({ quantity = 1 }) => quantity * 1000),
      order_lists: newest.map(() => 0),
      order_discounts: newest.map(() => 0),
      event_kinds: acts.map(({ kind }) => kind),
      event_seconds: acts.map((act) => Date.parse(act.at) / 1000),
      version: 1,
      is_deleted: 0,
    });
    for (const { day, minor, refunded = 0, sku = 'x', quantity = 1, time = '04:00:00' } of bought) {
      orders.push({
        order_id: newId(),
        customer_id,
        placed_at: `${day} ${time}`,
        business_date: day,
        kind: 'sale',
        status: 'paid',
        currency: 'CNY',
        source: 'shop',
        total_minor: minor,
        refunded_minor: refunded,
        sales_minor: minor,
        sales_lines: 1,
        skus: [sku],
        sku_minor: [minor],
        sku_quantities: [quantity],
        version: 1,
        is_deleted: 0,
      });
    }
    for (const { at: when, kind, sku = '' } of done) {
      events.push({ event_id: newId(), customer_id, at: when, kind, source: 'web', sku, version: 1, is_deleted: 0 });
    }
  }
  await kernel.olap.insert('customers_profiles', profiles);
  await kernel.olap.insert('commerce_orders', orders);
  await kernel.olap.insert('behaviour_events', events);
  dataVersion += 1;
}

interface ScorePage {
  readonly items: readonly { readonly value: number; readonly previous: number | null }[];
  readonly nextCursor: string | null;
  readonly total: number;
}

interface Got {
  readonly value: number;
  readonly band: string;
  readonly inputs: readonly (number | null)[];
}

/** A score computed for everybody, by the place of the person. */
async function scored(kind: string, asOf = AS_OF): Promise<ReadonlyMap<number, Got>> {
  const run = await segments.scoring.compute(kind, asOf);
  const rows = await kernel.olap.rows<Got & { id: string }>({
    sql: 'SELECT toString(customer_id) AS id, value, band, inputs FROM segments_score_values WHERE run_id = {run:UUID}',
    params: { run: run.id },
  });
  return new Map(rows.map(({ id, ...got }) => [Number(id.slice(-12)), got]));
}

const bandsOf = (found: ReadonlyMap<number, Got>): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(found.values(), ({ band }) => band)].map(([band, all]) => [band, all.length]));

const times = (count: number, person: (n: number) => Person): Person[] =>
  Array.from({ length: count }, (_, n) => person(n));

describe('classes of everybody equal what was worked out by hand', () => {
  /** Twenty who bring 80 % of all, sixty who bring 15 %, twenty who bring 5 %. */
  const HUNDRED = [
    ...times(20, (n) => ({ orders: [{ day: '2026-02-01', minor: 400_000 + n }] })),
    ...times(80, (n) => ({ orders: [{ day: '2026-02-01', minor: 25_000 - n }] })),
  ];

  it('[C026] ABC: the top 20 of 100 bring 80 % and are A; limits can be changed; profit is a scheme beside it', async () => {
    await keep(HUNDRED);
    const found = await scored('abc-revenue');
    // The few cents more and less than 80 and 15 % leave the border where it is.
    expect(bandsOf(found)).toEqual({ a: 20, b: 60, c: 20 });
    expect([...found].filter(([, { band }]) => band === 'a').map(([n]) => n)).toEqual(
      expect.arrayContaining(times(20, () => ({})).map((_, n) => n + 1)),
    );
    const reply = await app.inject({ url: '/api/v1/scores/abc-revenue', headers: READER });
    const shown = reply.json<{
      run: { bands: { band: string; customers: number; value: number }[]; customers: number };
    }>().run;
    const total = shown.bands.reduce((sum, { value }) => sum + value, 0);
    expect(shown.customers).toBe(100);
    expect(shown.bands[0]).toMatchObject({ band: 'a', customers: 20 });
    expect((shown.bands[0]?.value ?? 0) / total).toBeCloseTo(0.8, 3);
    expect(total).toBe(HUNDRED.reduce((sum, { orders }) => sum + (orders?.[0]?.minor ?? 0), 0));
    settings = { 'segments.score_abc_a_percent': 40 };
    expect(bandsOf(await scored('abc-revenue'))['a']).toBe(10);
    // All goods of the first ten cost what they brought: they are C by profit and A by revenue.
    prices = [{ sku: 'dear', listMinor: null, costMinor: 400_100 }];
    await keep(
      HUNDRED.map(({ orders }, n) => ({
        orders: (orders ?? []).map((order) => ({ ...order, sku: n < 10 ? 'dear' : 'x' })),
      })),
    );
    settings = {};
    expect((await scored('abc-profit')).get(1)?.band).toBe('c');
    expect((await scored('abc-revenue')).get(1)?.band).toBe('a');
  });

  it('[C027] A high value, B potential for little spend with much growth, C general', async () => {
    await keep([
      { orders: [{ day: '2025-06-01', minor: 900_000 }] },
      {
        orders: [
          { day: '2025-07-01', minor: 1000 },
          { day: '2026-02-01', minor: 5000 },
        ],
      },
      ...times(8, () => ({
        orders: [
          { day: '2025-07-01', minor: 6000 },
          { day: '2026-02-01', minor: 6000 },
        ],
      })),
    ]);
    const found = await scored('policy');
    expect(found.get(1)?.band).toBe('high');
    expect(found.get(2)).toMatchObject({ band: 'potential', value: 4 });
    expect(found.get(3)).toMatchObject({ value: 0 });
    expect(bandsOf(found)).toEqual({ high: 2, potential: 1, general: 7 });
  });

  it('[C026] [C027b] [C027c] strategic, important, general; large, medium, small; loyal, important, potential, new', async () => {
    await keep([
      ...HUNDRED.slice(0, 97),
      // Large once, long ago: strategic so far, small this year.
      { orders: [{ day: '2024-01-01', minor: 9_000_000 }] },
      { orders: times(4, () => ({})).map((_, n) => ({ day: addDays('2025-04-01', n * 80), minor: 100 })) },
      { orders: [{ day: '2025-05-01', minor: 50 }] },
    ]);
    const [rank, size, standing] = [await scored('rank'), await scored('size'), await scored('standing')];
    expect(bandsOf(rank)).toEqual({ strategic: 1, important: 19, general: 80 });
    expect(bandsOf(size)).toEqual({ large: 1, medium: 19, small: 80 });
    expect([rank.get(98)?.band, size.get(98)?.band, size.get(20)?.band]).toEqual(['strategic', 'small', 'large']);
    expect([98, 99, 100, 21, 97].map((n) => standing.get(n)?.band)).toEqual([
      'important',
      'loyal',
      'potential',
      'new',
      'new',
    ]);
  });

  it('[C026a] the stage of the lifecycle follows time, and ABC stands beside it', async () => {
    await keep([{ orders: [{ day: '2026-02-01', minor: 500 }] }, { orders: [{ day: '2025-10-01', minor: 500 }] }, {}]);
    expect([...(await scored('lifecycle'))].toSorted(([a], [b]) => a - b).map(([, { band }]) => band)).toEqual([
      'new',
      'declining',
      'prospect',
    ]);
    expect((await scored('lifecycle', '2026-06-01')).get(1)?.band).toBe('declining');
    await segments.scoring.compute('abc-revenue', '2026-06-01');
    const { crossed } = (await app.inject({ url: '/api/v1/scores/abc-revenue', headers: READER })).json<{
      crossed: object;
    }>();
    expect(crossed).toEqual({ against: 'lifecycle', cells: [{ band: 'a', other: 'declining', customers: 2 }] });
    // A cell opens the list of those in it.
    const listOf = async (other: string): Promise<readonly string[]> => {
      const url = `/api/v1/scores/abc-revenue/customers?band=a&other=${other}`;
      const { items } = (await app.inject({ url, headers: READER })).json<{ items: { customerId: string }[] }>();
      return items.map(({ customerId }) => customerId).toSorted();
    };
    expect(await listOf('declining')).toEqual([idOf(1), idOf(2)]);
    expect(await listOf('new')).toEqual([]);
    const byRisk = await app.inject({ url: '/api/v1/scores/abc-revenue?against=churn-risk', headers: READER });
    expect(byRisk.json<{ crossed: object }>().crossed).toMatchObject({ against: 'churn-risk' });
  });
});

describe('what one customer is worth, and how', () => {
  it('[C041] profit = paid after discounts − refunds − cost of what was kept − cost of serving', async () => {
    prices = [{ sku: 'tee', listMinor: 10_000, costMinor: 3000 }];
    settings = {
      'segments.score_order_cost': 500,
      'segments.score_return_cost': 200,
      'segments.score_margin_percent': 50,
    };
    await keep([
      // Two shirts for 180 instead of 200; of another order half came back; goods of unknown cost at half their price.
      {
        orders: [
          { day: '2026-01-01', minor: 18_000, sku: 'tee', quantity: 2 },
          { day: '2026-01-08', minor: 10_000, refunded: 5000, sku: 'tee' },
          { day: '2026-01-09', minor: 4000, sku: 'unknown' },
        ],
      },
      { orders: [{ day: '2026-01-01', minor: 1000, refunded: 1000, sku: 'tee' }] },
    ]);
    const found = await scored('profit');
    // 27 000 net; cost 6 000 + 1 500 + 2 000; serving 3 × 500 + 200.
    expect(found.get(1)).toMatchObject({ value: 27_000 - 9500 - 1700, band: 'above' });
    expect(found.get(1)?.inputs.map((each) => Math.round((each ?? 0) * 1000) / 1000)).toEqual([
      27_000, 9500, 1700, 0.875,
    ]);
    expect(found.get(2)).toMatchObject({ value: -700, band: 'none' });
  });

  it('[C035] 653 of 1,000 buyers bought again: 65.3 %', async () => {
    await keep(
      times(1000, (n) => ({
        orders: [
          { day: '2026-01-01', minor: 100 },
          { day: n < 653 ? '2026-01-20' : '2026-01-01', minor: 100 },
        ],
      })),
    );
    expect(bandsOf(await scored('repeat'))).toEqual({ repeat: 653, once: 347 });
  });

  it('[C038] usual interval 30 days, silent for 75: at risk, with the reasons; the interval itself is enough to be due', async () => {
    const every30 = (last: string): Person => ({
      orders: [0, 30, 60, 90].map((days) => ({ day: addDays(last, -days), minor: 1000 })),
    });
    await keep([
      every30(addDays(AS_OF, -75)),
      every30(addDays(AS_OF, -31)),
      every30(addDays(AS_OF, -5)),
      { orders: [{ day: addDays(AS_OF, -10), minor: 1 }] },
    ]);
    const found = await scored('churn-risk');
    expect(found.get(1)).toEqual({ value: 2.5, band: 'high', inputs: [75, 30, 30, 3] });
    expect([found.get(2)?.band, found.get(3)?.band, found.get(4)?.band]).toEqual(['due', 'low', 'low']);
    const { items } = (
      await app.inject({ url: '/api/v1/scores/churn-risk/customers?band=high', headers: READER })
    ).json<{ items: { customerId: string; name: string }[] }>();
    expect(items).toEqual([
      { customerId: idOf(1), name: 'name of 001', account: null, value: 2.5, band: 'high', previous: null },
    ]);
    const own = (await app.inject({ url: `/api/v1/customers/${idOf(1)}/score-values`, headers: READER })).json<{
      items: { kind: string; reasons: { key: string; value: number | null }[] }[];
    }>();
    const reasons = own.items.find(({ kind }) => kind === 'churn-risk')?.reasons ?? [];
    expect(Object.fromEntries(reasons.map(({ key, value }) => [key, value]))).toEqual({
      since: 75,
      usual: 30,
      own: 30,
      intervals: 3,
    });
  });

  it('[C034] loyalty from time, behaviour and emotion by weights; [C034b] weekly visits without an order count as time', async () => {
    const weekly = Array.from({ length: 26 }, (_, n) => ({ at: `${addDays(AS_OF, -7 * n)}T04:00:00Z`, kind: 'visit' }));
    await keep([
      { events: weekly },
      {
        orders: Array.from({ length: 6 }, (_, n) => ({ day: addDays(AS_OF, -14 * n), minor: 100 })),
        events: [{ at: `${AS_OF}T04:00:00Z`, kind: 'cart_add' }],
      },
      {},
    ]);
    const found = await scored('loyalty');
    expect(found.get(1)).toMatchObject({ value: 40, band: 'medium', inputs: [100, 0, 0, 26, 0, 0] });
    // 6 of 26 weeks, 6 purchases, one sign of three.
    expect(found.get(2)?.value).toBeCloseTo((40 * 6) / 26 + 40 + 20 / 3, 9);
    expect(found.get(3)).toMatchObject({ value: 0, band: 'none' });
    settings = {
      'segments.score_loyalty_time': 100,
      'segments.score_loyalty_behaviour': 0,
      'segments.score_loyalty_emotion': 0,
    };
    expect((await scored('loyalty')).get(1)?.value).toBe(100);
  });

  it('[C036] view at 10:00, order at 10:12: 12 minutes', async () => {
    await keep([
      {
        orders: [
          { day: '2026-02-10', minor: 100, sku: 'tee', time: '02:12:00' },
          { day: '2026-02-20', minor: 100, sku: 'never seen' },
        ],
        events: [
          { at: '2026-02-10 02:00:00', kind: 'product_view', sku: 'TEE' },
          { at: '2026-02-10 02:05:00', kind: 'product_view', sku: 'TEE' },
          { at: '2026-01-01 02:00:00', kind: 'product_view', sku: 'TEE' },
          { at: '2026-02-10 02:13:00', kind: 'product_view', sku: 'TEE' },
        ].map((event) => ({ ...event, at: `${event.at.replace(' ', 'T')}Z` })),
      },
    ]);
    expect([...(await scored('selection-time'))]).toEqual([
      [1, { value: 12, band: 'quick', inputs: ['1', 12, 12].map(Number) }],
    ]);
  });

  it('[C037] nine of ten orders at a discount are “high”, the full price is “low”', async () => {
    prices = [{ sku: 'tee', listMinor: 10_000, costMinor: null }];
    const ten = (bargains: number): Person => ({
      orders: Array.from({ length: 10 }, (_, n) => ({
        day: addDays('2026-01-01', n),
        minor: n < bargains ? 8000 : 10_000,
        sku: 'tee',
      })),
    });
    await keep([ten(9), ten(0), ten(5)]);
    const found = await scored('price-sensitivity');
    expect([1, 2, 3].map((n) => found.get(n)?.band)).toEqual(['high', 'low', 'medium']);
    expect(found.get(1)?.value).toBe(0.9);
  });

  it('[C029] lifetime value = profit so far + expected purchases × spend × margin; held back weeks decide who forecasts', async () => {
    // Regular buyers who never stop, every ten days or every thirty: no dropout, and the past rate hits it.
    const firstDay = '2025-03-05';
    const regular = times(60, (n) => ({
      orders: Array.from({ length: n % 2 === 0 ? 37 : 13 }, (_, k) => ({
        day: addDays(firstDay, k * (n % 2 === 0 ? 10 : 30)),
        minor: 10_000,
      })),
    }));
    await keep(regular);
    const run = await segments.scoring.compute('clv', AS_OF);
    const model = run.quality?.model;
    expect(model?.signal).toBe('no_dropout');
    expect(model?.quality?.better).toBe('past_rate');
    expect(model?.quality?.actual).toBe(model?.quality?.deciles.reduce((sum, { actual }) => sum + actual, 0));
    const found = await scored('clv');
    const one = found.get(1);
    const [history, future, orders, spend, alive] = one?.inputs ?? [];
    expect(history).toBe(370_000);
    const weeks = (dayNumber(AS_OF) - dayNumber(firstDay)) / 7;
    expect(orders).toBeCloseTo((36 / weeks) * 52, 6);
    expect(alive).toBeNull();
    expect(future).toBeCloseTo((orders ?? 0) * (spend ?? 0), 4);
    expect(one?.value).toBeCloseTo((history ?? 0) + (future ?? 0), 6);
  });
});

describe('computing and keeping', () => {
  it('computes once for the same facts and figures, anew for others, and says what became of the earlier classes', async () => {
    await keep(
      times(30, (n) => ({
        orders: [0, 60, 120, 180]
          .slice(0, 1 + (n % 4))
          .map((days) => ({ day: addDays('2025-08-01', days + n), minor: 1000 * (n + 1) })),
      })),
    );
    const first = await segments.scoring.compute('churn-risk', AS_OF);
    expect((await segments.scoring.compute('churn-risk', AS_OF)).id).toBe(first.id);
    settings = { 'segments.score_churn_high': 3 };
    const second = await segments.scoring.compute('churn-risk', AS_OF);
    expect(second.id).not.toBe(first.id);
    // By hand: as of 90 days before, everybody who had bought by then; who came in the 90 days after.
    const held = second.quality?.held;
    expect(held).toMatchObject({ asOf: addDays(AS_OF, -90), days: 90 });
    expect(held?.bands.reduce((sum, { customers }) => sum + customers, 0)).toBe(30);
    const came = times(30, () => ({})).filter((_, n) =>
      [0, 60, 120, 180]
        .slice(0, 1 + (n % 4))
        .some(
          (days) => addDays('2025-08-01', days + n) > addDays(AS_OF, -90) && addDays('2025-08-01', days + n) <= AS_OF,
        ),
    ).length;
    expect(held?.bands.reduce((sum, { returned }) => sum + returned, 0)).toBe(came);
    expect(held?.auc).toBeGreaterThanOrEqual(0);
  });

  it('keeps the newest runs and the last of each month', () => {
    const days = Array.from({ length: 500 }, (_, n) => addDays('2026-03-31', -n));
    const kept = keptRuns(days.map((asOf) => ({ id: asOf, asOf })));
    expect([...kept].toSorted().slice(-6)).toEqual([
      '2026-02-28',
      '2026-03-27',
      '2026-03-28',
      '2026-03-29',
      '2026-03-30',
      '2026-03-31',
    ]);
    expect(kept.size).toBe(5 + 12);
  });

  it('tells the value before, pages by value, refuses what is not there, and is asked for by job', {
    timeout: 60_000,
  }, async () => {
    await keep(
      times(7, (n) => ({
        orders: [
          { day: '2026-01-01', minor: 1000 * (n + 1) },
          { day: '2026-02-20', minor: 1 },
        ],
      })),
    );
    await segments.scoring.compute('profit', '2026-02-01');
    await segments.scoring.compute('profit', AS_OF);
    const seen: (number | null)[][] = [];
    const pageAt = async (cursor: string | null): Promise<ScorePage> => {
      const url = `/api/v1/scores/profit/customers?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`;
      return (await app.inject({ url, headers: READER })).json<ScorePage>();
    };
    let page = await pageAt(null);
    for (;;) {
      expect(page.total).toBe(7);
      seen.push(...page.items.map(({ value, previous }) => [value, previous]));
      if (page.nextCursor === null) {
        break;
      }
      page = await pageAt(page.nextCursor);
    }
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map((n) => [1000 * n + 1, 1000 * n]));
    const status = async (url: string, headers = READER) => (await app.inject({ url, headers })).statusCode;
    expect(await status('/api/v1/scores/nothing')).toBe(404);
    expect(await status('/api/v1/scores/profit/customers?cursor=bm9wZQ')).toBe(400);
    expect(await status('/api/v1/scores', asActor('nobody'))).toBe(403);
    const asked = await app.inject({ method: 'POST', url: '/api/v1/scores/profit/recompute', headers: READER });
    expect([asked.statusCode, asked.json()]).toEqual([202, { queued: true }]);
    await kernel.jobs.drain(segments.parts.jobs ?? []);
    // Whoever looks first has everything computed that never was.
    await app.inject({ url: '/api/v1/scores', headers: READER });
    await kernel.jobs.drain(segments.parts.jobs ?? []);
    const { items } = (await app.inject({ url: '/api/v1/scores', headers: READER })).json<{
      items: { kind: string; run: object | null }[];
    }>();
    expect(items.filter(({ run }) => run === null)).toEqual([]);
    expect(items.map(({ kind }) => kind)).toEqual(SCORE_KINDS.map(({ name }) => name));
    expect((await kernel.jobs.deadLetters({ limit: 10 })).items).toEqual([]);
  });

  it('computes anew, once there are people, what was first looked at in an empty shop', {
    timeout: 60_000,
  }, async () => {
    await kernel.postgres.pool.query('delete from segments.score_runs');
    await keep([]);
    const runOf = async (wanted: string): Promise<{ customers: number } | null | undefined> => {
      const reply = await app.inject({ url: '/api/v1/scores', headers: READER });
      const { items } = reply.json<{ items: { kind: string; run: { customers: number } | null }[] }>();
      return items.find(({ kind }) => kind === wanted)?.run;
    };
    expect(await runOf('repeat')).toBeNull();
    await kernel.jobs.drain(segments.parts.jobs ?? []);
    expect(await runOf('repeat')).toMatchObject({ customers: 0 });
    await keep([{ orders: [{ day: '2026-02-01', minor: 100 }] }]);
    expect(await runOf('repeat')).toBeNull();
    await kernel.jobs.drain(segments.parts.jobs ?? []);
    expect(await runOf('repeat')).toMatchObject({ customers: 1 });
  });
});
