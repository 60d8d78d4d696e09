import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { addDays } from '#kernel/pure/dates.ts';
import { useKernel } from '#test/harness.ts';
import { createSegments, LIFECYCLE_SETTINGS, RFM_SETTINGS, type Segments } from '../index.ts';
import type { UnitPrice } from './kind.ts';
import { SCORE_KINDS, SCORE_SETTINGS } from './kinds.ts';

const AS_OF = '2026-03-01';
const kernel = useKernel();
let dataVersion = 0;
const feed = {
  dataVersion: async () => String(dataVersion),
  freshness: async () => ({ upTo: new Date('2026-03-02T01:59:00.000Z'), secondsBehind: 60, stale: false }),
};
let settings: Record<string, unknown> = {};
const DEFINITIONS = [
  ...RFM_SETTINGS,
  ...LIFECYCLE_SETTINGS,
  ...SCORE_SETTINGS,
  ...SCORE_KINDS.flatMap((kind) => kind.settings),
];
const setting = async (key: string): Promise<unknown> =>
  key in settings ? settings[key] : DEFINITIONS.find((definition) => definition.key === key)?.defaultValue;
let prices: readonly UnitPrice[] = [];

let segments: Segments;
beforeAll(() => {
  segments = createSegments(kernel, {
    feed,
    setting,
    prices: async () => prices,
    customerNames: async () => new Map(),
  });
});
beforeEach(() => {
  settings = {};
  prices = [];
});

interface Order {
  readonly day: string;
  readonly minor: number;
  readonly refunded?: number;
  readonly kind?: 'sale' | 'refund';
  readonly currency?: string;
  readonly skus?: readonly (readonly [sku: string, minor: number])[];
  readonly time?: string;
}
interface Person {
  readonly orders?: readonly Order[];
  readonly events?: readonly {
    readonly at: string;
    readonly kind: string;
    readonly sku?: string;
    readonly detail?: string;
  }[];
  readonly relations?: readonly {
    readonly kind: string;
    readonly to: number;
    readonly since?: string;
    readonly until?: string;
  }[];
  readonly spendsYuan?: number;
}

const idOf = (n: number): string => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** These people, and nobody else; the first has the id 1. */
async function keep(people: readonly Person[]): Promise<void> {
  for (const table of ['commerce_orders', 'customers_profiles', 'behaviour_events']) {
    await kernel.olap.run({ sql: `TRUNCATE TABLE ${table}` });
  }
  const rows = people.map(({ orders = [], events = [], relations = [], spendsYuan }, at) => {
    const newest = orders.toSorted((a, b) => (a.day < b.day ? 1 : -1));
    const acts = events.toSorted((a, b) => (a.at < b.at ? 1 : -1));
    const worth = ({ minor, refunded = 0 }: Order) => minor - refunded;
    return {
      customer_id: idOf(at + 1),
      attributes: spendsYuan === undefined ? {} : { categorySpend: [String(spendsYuan)] },
      order_days: newest.map(({ day }) => day),
      order_refunds: newest.map(({ kind }) => (kind === 'refund' ? 1 : 0)),
      order_currencies: newest.map(({ currency = 'CNY' }) => currency),
      order_sources: newest.map(() => 'shop'),
      order_worths: newest.map(worth),
      order_sales: newest.map(({ minor, kind }) => (kind === 'refund' ? 0 : minor)),
      order_backs: newest.map(({ refunded = 0 }) => (refunded > 0 ? 1 : 0)),
      order_pieces: newest.map(() => 1000),
      order_lists: newest.map(() => 0),
      order_discounts: newest.map(() => 0),
      event_kinds: acts.map(({ kind }) => kind),
      event_details: acts.map(({ detail = '' }) => detail),
      event_seconds: acts.map((act) => Date.parse(act.at) / 1000),
      relation_kinds: relations.map(({ kind }) => kind),
      relation_ids: relations.map(({ to }) => idOf(to)),
      relation_since: relations.map(({ since = '2020-01-01' }) => since),
      relation_until: relations.map(({ until = '2299-12-30' }) => until),
      version: 1,
      is_deleted: 0,
    };
  });
  const orders = people.flatMap(({ orders: all = [] }, at) =>
    all.map(
      ({ day, minor, refunded = 0, kind = 'sale', currency = 'CNY', skus = [['x', minor]], time = '04:00:00' }) => ({
        order_id: newId(),
        customer_id: idOf(at + 1),
        placed_at: `${day} ${time}`,
        business_date: day,
        kind,
        status: 'paid',
        currency,
        source: 'shop',
        total_minor: minor,
        refunded_minor: refunded,
        sales_minor: kind === 'refund' ? 0 : minor,
        sales_lines: kind === 'refund' ? 0 : 1,
        skus: kind === 'refund' ? [] : skus.map(([sku]) => sku),
        sku_minor: kind === 'refund' ? [] : skus.map(([, each]) => each),
        sku_quantities: kind === 'refund' ? [] : skus.map(() => 1),
        version: 1,
        is_deleted: 0,
      }),
    ),
  );
  const events = people.flatMap(({ events: all = [] }, at) =>
    all.map(({ at: when, kind, sku = '' }) => {
      return {
        event_id: newId(),
        customer_id: idOf(at + 1),
        at: when,
        kind,
        source: 'web',
        sku,
        version: 1,
        is_deleted: 0,
      };
    }),
  );
  await kernel.olap.insert('customers_profiles', rows);
  await kernel.olap.insert('commerce_orders', orders);
  await kernel.olap.insert('behaviour_events', events);
  dataVersion += 1;
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
    sql: `SELECT toString(customer_id) AS id, value, band, inputs FROM segments_score_values
      WHERE run_id = {run:UUID} ORDER BY customer_id`,
    params: { run: run.id },
  });
  return new Map(rows.map(({ id, ...got }) => [Number(id.slice(-12)), got]));
}
const bandsIn = (found: ReadonlyMap<number, Got>): readonly (string | undefined)[] =>
  times(found.size, (n) => found.get(n + 1)?.band);

describe('classes at their edges', () => {
  it('[C026] ABC takes refunds off, says the cumulated share, and its second limit can be changed', async () => {
    await keep([
      { orders: [{ day: '2026-02-01', minor: 9000, refunded: 3000 }] },
      { orders: [{ day: '2026-02-01', minor: 2000 }] },
      { orders: [{ day: '2026-02-01', minor: 1500 }] },
      {
        orders: [
          { day: '2026-02-01', minor: 5000 },
          { day: '2026-02-02', minor: -4500, kind: 'refund' },
        ],
      },
    ]);
    const found = await scored('abc-revenue');
    expect([1, 2, 3, 4].map((n) => found.get(n)?.inputs)).toEqual([
      [1, 0.6],
      [2, 0.8],
      [3, 0.95],
      [4, 1],
    ]);
    expect([1, 2, 3, 4].map((n) => found.get(n)?.value)).toEqual([6000, 2000, 1500, 500]);
    expect(bandsIn(found)).toEqual(['a', 'a', 'b', 'c']);
    settings = { 'segments.score_abc_b_percent': 100 };
    expect(bandsIn(await scored('abc-revenue'))).toEqual(['a', 'a', 'b', 'b']);
  });

  it('[C027] who began half a year ago and came again has potential; who came once has none yet', async () => {
    await keep([
      { orders: [{ day: '2025-01-01', minor: 900_000 }] },
      {
        orders: [
          { day: '2026-01-01', minor: 100 },
          { day: '2026-02-01', minor: 100 },
        ],
      },
      { orders: [{ day: '2026-02-01', minor: 100 }] },
    ]);
    expect(bandsIn(await scored('policy'))).toEqual(['high', 'potential', 'general']);
  });

  it('[C027b] new is whoever bought first less than 90 days ago, to the day', async () => {
    await keep([
      { orders: [{ day: '2025-01-01', minor: 900_000 }] },
      { orders: [{ day: addDays(AS_OF, -89), minor: 100 }] },
      { orders: [{ day: addDays(AS_OF, -90), minor: 100 }] },
    ]);
    expect(bandsIn(await scored('standing'))).toEqual(['important', 'new', 'potential']);
  });

  it('[C027c] who gave everything back within the year is small, also among few', async () => {
    await keep([
      { orders: [{ day: '2026-01-01', minor: 5000, refunded: 5000 }] },
      {
        orders: [
          { day: '2024-01-01', minor: 900_000 },
          { day: '2026-01-01', minor: 100, refunded: 100 },
        ],
      },
    ]);
    expect(bandsIn(await scored('size'))).toEqual(['small', 'small']);
  });

  it('[C042] purchasing power is low for the last 30 of a hundred, high for the first 20', async () => {
    await keep(times(10, (n) => ({ orders: [{ day: '2026-02-01', minor: 10_000 - 100 * n }] })));
    const found = await scored('purchasing-power');
    expect(bandsIn(found)).toEqual([...times(2, () => 'high'), ...times(5, () => 'middle'), ...times(3, () => 'low')]);
    expect(found.get(1)?.inputs).toEqual([10_000, 1, 0.9]);
    settings = { 'segments.score_power_low': 10 };
    expect(bandsIn(await scored('purchasing-power')).filter((band) => band === 'low')).toHaveLength(1);
  });
});

describe('what a score is made of', () => {
  it('[C029] future profit carries the margin of all; the next date counts from the last purchase', async () => {
    prices = [{ sku: 'x', listMinor: null, costMinor: 6000 }];
    await keep(
      times(40, (n) => ({
        orders: times(n % 2 === 0 ? 37 : 13, (k) => ({
          day: addDays('2025-03-05', k * (n % 2 === 0 ? 10 : 30)),
          minor: 10_000,
        })),
      })),
    );
    const found = await scored('clv');
    const [history, future, orders, spend, , next] = found.get(1)?.inputs ?? [];
    expect(history).toBe(37 * 4000);
    expect(future).toBeCloseTo((orders ?? 0) * (spend ?? 0) * 0.4, 3);
    expect(found.get(1)?.band).toBe((future ?? 0) >= (history ?? 0) ? 'growing' : 'settled');
    expect(found.get(2)?.band).toBe(
      (found.get(2)?.inputs[1] ?? 0) >= (found.get(2)?.inputs[0] ?? 0) ? 'growing' : 'settled',
    );
    // Everybody bought today or yesterday; every ten days comes sooner than every thirty.
    expect(next ?? 99).toBeLessThan(found.get(2)?.inputs[5] ?? 0);
    const later = await scored('clv', addDays(AS_OF, 60));
    expect(later.get(1)?.inputs[5] ?? 0).toBeLessThan(-30);
  });

  it('[C033] reviews of a year, suggestions, at most twenty people known, and no relation that has ended', async () => {
    const custom = (detail: string, at: string) => ({ at: `${at}T04:00:00Z`, kind: 'custom', detail });
    await keep([
      { events: [custom('review', '2026-01-01'), custom('review', '2025-02-01'), custom('idea', '2026-02-01')] },
      { relations: times(25, (n) => ({ kind: 'friend', to: 100 + n })) },
      {
        relations: [
          { kind: 'referred', to: 1, until: '2026-01-01' },
          { kind: 'referred', to: 4 },
        ],
      },
      { orders: [{ day: '2026-02-01', minor: 100 }] },
    ]);
    const found = await scored('non-financial');
    expect([1, 2, 3].map((n) => found.get(n)?.value)).toEqual([3 + 8, 20, 5 + 15]);
    expect(found.has(4)).toBe(false);
  });

  it('[C034] loyalty looks at 26 weeks; without weights all three count alike; [C034b] visits to come do not count', async () => {
    const visit = (day: string) => ({ at: `${day}T04:00:00Z`, kind: 'visit' });
    const old = addDays(AS_OF, -182);
    await keep([
      { events: [visit(old)], orders: [{ day: old, minor: 100 }] },
      { events: [visit(addDays(AS_OF, -181))] },
      { events: [visit(addDays(AS_OF, 3))] },
    ]);
    const found = await scored('loyalty');
    expect(bandsIn(found)).toEqual(['none', 'low', 'none']);
    expect(found.get(2)?.inputs).toEqual([100 / 26, 0, 0, 1, 0, 0]);
    settings = Object.fromEntries(['time', 'behaviour', 'emotion'].map((key) => [`segments.score_loyalty_${key}`, 0]));
    expect((await scored('loyalty')).get(2)?.value).toBeCloseTo(100 / 26 / 3, 9);
  });

  it('[C035] a refund is no purchase, and two orders of a day are one', async () => {
    await keep([
      {
        orders: [
          { day: '2026-01-01', minor: 100 },
          { day: '2026-01-05', minor: -50, kind: 'refund' },
        ],
      },
      {
        orders: [
          { day: '2026-01-01', minor: 100 },
          { day: '2026-01-01', minor: 100 },
        ],
      },
      {
        orders: [
          { day: '2026-01-01', minor: 100 },
          { day: '2026-01-02', minor: 100 },
        ],
      },
    ]);
    expect(bandsIn(await scored('repeat'))).toEqual(['once', 'once', 'repeat']);
  });

  it('[C035a] who spends more here than they said has all of it here; the year before stands beside', async () => {
    await keep([
      {
        spendsYuan: 100,
        orders: [
          { day: addDays(AS_OF, -364), minor: 30_000 },
          { day: addDays(AS_OF, -365), minor: 700 },
          { day: addDays(AS_OF, -729), minor: 1 },
          { day: addDays(AS_OF, -730), minor: 5 },
        ],
      },
    ]);
    expect((await scored('wallet-share')).get(1)).toEqual({ value: 1, band: 'main', inputs: [30_000, 10_000, 701] });
  });

  it('[C036] an hour and more is within a day, a day and more is slow, and views too long ago are another story', async () => {
    const bought = (day: string, viewed: string, time = '04:00:00'): Person => ({
      orders: [{ day, minor: 100, skus: [['tee', 100]], time }],
      events: [{ at: viewed, kind: 'product_view', sku: 'tee' }],
    });
    await keep([
      bought('2026-02-10', '2026-02-10T03:30:00Z'),
      bought('2026-02-10', '2026-02-10T03:00:00Z'),
      bought('2026-02-10', '2026-02-09T04:00:00Z'),
      bought('2026-02-10', '2024-02-09T04:00:00Z'),
    ]);
    const found = await scored('selection-time');
    expect([1, 2, 3].map((n) => [found.get(n)?.value, found.get(n)?.band])).toEqual([
      [30, 'quick'],
      [60, 'day'],
      [1440, 'slow'],
    ]);
    expect(found.has(4)).toBe(false);
  });

  it('[C037] a few per cent are no bargain, and goods without a list price are not compared', async () => {
    prices = [{ sku: 'tee', listMinor: 10_000, costMinor: null }];
    const one = (paid: number): Person => ({ orders: [{ day: '2026-02-01', minor: paid, skus: [['tee', paid]] }] });
    await keep([
      one(9600),
      one(9400),
      // Half price, and something dear that nobody can compare.
      {
        orders: [
          {
            day: '2026-02-01',
            minor: 95_000,
            skus: [
              ['tee', 5000],
              ['gift', 90_000],
            ],
          },
        ],
      },
      { orders: [{ day: '2026-02-01', minor: 90_000, skus: [['gift', 90_000]] }] },
    ]);
    const found = await scored('price-sensitivity');
    expect([1, 2, 3].map((n) => found.get(n)?.value)).toEqual([0, 1, 1]);
    expect(found.has(4)).toBe(false);
  });

  it('[C038] who bought once is held against the usual interval of all, and what is high can be set', async () => {
    await keep([
      { orders: [0, 40, 80].map((days) => ({ day: addDays(AS_OF, -days), minor: 100 })) },
      { orders: [0, 60].map((days) => ({ day: addDays(AS_OF, -days), minor: 100 })) },
      { orders: [{ day: addDays(AS_OF, -125), minor: 100 }] },
    ]);
    const found = await scored('churn-risk');
    // The median of 40 and 60 is 50; own intervals are drawn to it.
    expect(found.get(3)).toEqual({ value: 2.5, band: 'high', inputs: [125, 50, null, 0] });
    expect(found.get(2)?.inputs).toEqual([0, 55, 60, 1]);
    settings = { 'segments.score_churn_high': 3 };
    expect((await scored('churn-risk')).get(3)?.band).toBe('due');
  });

  it('[C041] profit takes refund orders off and never adds another currency', async () => {
    settings = { 'segments.score_margin_percent': 100 };
    await keep([
      {
        orders: [
          { day: '2026-01-01', minor: 10_000 },
          { day: '2026-01-02', minor: -4000, kind: 'refund' },
          { day: '2026-01-03', minor: 77_000, currency: 'USD' },
        ],
      },
      {
        orders: [
          { day: '2026-01-01', minor: 100 },
          { day: '2026-01-02', minor: 100 },
        ],
      },
    ]);
    expect((await scored('profit')).get(1)).toMatchObject({ value: 6000, inputs: [6000, 0, 0, 0] });
  });
});

describe('as of a day', () => {
  it('[C038] [C084a] every score is the same whatever came after the day', { timeout: 120_000 }, async () => {
    prices = [{ sku: 'x', listMinor: 12_000, costMinor: 3000 }];
    // Steady and fading buyers over two years: enough to learn from.
    const people = times(320, (n): Person => {
      const every = 9 + (n % 23);
      const until = n % 3 === 0 ? 400 : 720;
      const days = times(Math.floor(until / every), (k) => addDays(AS_OF, -730 + ((n * 7) % every) + k * every));
      return {
        orders: days.map((day, k) => ({ day, minor: 5000 + 100 * ((n + k) % 40) })),
        events: days
          .filter((_, k) => k % 2 === 0)
          .map((day) => ({ at: `${addDays(day, -1)}T05:00:00Z`, kind: 'product_view', sku: 'x' })),
        relations: n % 5 === 0 ? [{ kind: 'referred', to: ((n + 7) % 320) + 1 }] : [],
        ...(n % 4 === 0 ? { spendsYuan: 3000 + n } : {}),
      };
    });
    await keep(people);
    const before = new Map<string, ReadonlyMap<number, Got>>();
    for (const { name } of SCORE_KINDS) {
      before.set(name, await scored(name));
    }
    await keep(
      people.map((person, n) => ({
        ...person,
        orders: [
          ...(person.orders ?? []),
          { day: addDays(AS_OF, 1), minor: 900_000 + n },
          ...(n % 2 === 0 ? [{ day: addDays(AS_OF, 40), minor: -3000, kind: 'refund' as const }] : []),
        ],
        events: [
          ...(person.events ?? []),
          // The first second of the next day in Shanghai.
          { at: `${AS_OF}T16:00:00Z`, kind: 'cart_add', sku: 'x' },
          { at: `${addDays(AS_OF, 9)}T05:00:00Z`, kind: 'custom', detail: 'review' },
        ],
        relations: [...(person.relations ?? []), { kind: 'friend', to: 9, since: addDays(AS_OF, 1) }],
      })),
    );
    expect(before.size).toBe(SCORE_KINDS.length);
    for (const { name } of SCORE_KINDS) {
      const [now, then] = [await scored(name), before.get(name)];
      expect([name, now.size]).toEqual([name, then?.size]);
      expect(
        [...now].filter(([n, got]) => JSON.stringify(got) !== JSON.stringify(then?.get(n))),
        name,
      ).toEqual([]);
    }
    expect([...before.values()].filter(({ size }) => size > 0).length).toBeGreaterThan(14);
  });
});
