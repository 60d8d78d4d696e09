import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Freshness } from '#kernel/feed/feed.ts';
import { addDays, dayNumber } from '#kernel/pure/dates.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { createSegments, LIFECYCLE_SETTINGS, RFM_SETTINGS, type Segments } from '../../index.ts';
import { SCORE_SETTINGS } from '../kinds.ts';
import type { ChanceReport } from './chance-report.ts';

const AS_OF = '2026-03-01';
/** What comes after the day asked about is known to the test alone. */
const AFTER = 90;
const BEFORE = 500;
const kernel = useKernel();
const READER = asActor('reader', ['scores.read', 'segments.write']);

let dataVersion = 0;
const fresh: Freshness = { upTo: new Date('2026-03-02T01:59:00.000Z'), secondsBehind: 60, stale: false };
const feed = { dataVersion: async () => String(dataVersion), freshness: async () => fresh };
let settings: Record<string, unknown> = {};
const DEFINITIONS = [...RFM_SETTINGS, ...LIFECYCLE_SETTINGS, ...SCORE_SETTINGS];
const setting = async (key: string): Promise<unknown> =>
  key in settings ? settings[key] : DEFINITIONS.find((definition) => definition.key === key)?.defaultValue;

const WHO = {
  id: 'reader',
  name: '读分人',
  disabled: false,
  roles: [],
  permissions: new Set<string>(),
  scopeIds: null,
};
let segments: Segments;
let app: FastifyInstance;
beforeAll(async () => {
  const staff = {
    find: async (_: unknown, ids: readonly string[]) => new Map(ids.includes('reader') ? [['reader', WHO]] : []),
  };
  segments = createSegments(kernel, { feed, setting, customerNames: async () => new Map(), staff });
  app = await openTestServer(kernel, segments.parts.routes ?? []);
});
afterAll(async () => {
  await app.close();
});
beforeEach(async () => {
  settings = {};
  await kernel.postgres.pool.query('delete from segments.score_runs');
});

const idOf = (n: number): string => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** The same numbers between 0 and 1 every time. */
function randomNumbers(): () => number {
  let seed = 7;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
}

/** Days with a purchase, counted from 500 days before the day asked about to 90 days after it. */
type Days = readonly number[];

/** Everybody buys at a steady interval of their own until one purchase is the last; the interval tells who is overdue. */
function steadyBuyers(count: number): readonly Days[] {
  const random = randomNumbers();
  return Array.from({ length: count }, () => {
    const every = 8 + Math.floor(random() * 110);
    const days: number[] = [];
    for (let day = Math.floor(random() * every); day < BEFORE + AFTER; ) {
      days.push(day);
      if (random() < every / 1200) {
        break;
      }
      day += Math.max(1, Math.round(every * (0.8 + 0.4 * random())));
    }
    return days;
  });
}

/** Everybody buys on any day with the same chance: nothing tells them apart. */
function coins(count: number): readonly Days[] {
  const random = randomNumbers();
  return Array.from({ length: count }, () =>
    Array.from({ length: BEFORE + AFTER }, (_, day) => day).filter(() => random() < 1 / 70),
  );
}

/** These people and nobody else, as known on the day asked about; the first has the id 1. */
async function keep(people: readonly Days[]): Promise<void> {
  await kernel.olap.run({ sql: 'TRUNCATE TABLE customers_profiles' });
  const firstDay = dayNumber(AS_OF) - BEFORE;
  const rows = people.map((days, at) => {
    const newest = days.filter((day) => day <= BEFORE).toReversed();
    return {
      customer_id: idOf(at + 1),
      order_days: newest.map((day) => addDays('1970-01-01', firstDay + day)),
      order_refunds: newest.map(() => 0),
      order_currencies: newest.map(() => 'CNY'),
      order_sales: newest.map((day) => 10_000 + (day % 7)),
      order_worths: newest.map(() => 10_000),
      order_pieces: newest.map(() => 1000),
      order_lists: newest.map(() => 20_000),
      order_discounts: newest.map(() => 5000),
      version: 1,
      is_deleted: 0,
    };
  });
  await kernel.olap.insert('customers_profiles', rows);
  dataVersion += 1;
}

const buys = (days: Days, within: number): boolean => days.some((day) => day > BEFORE && day <= BEFORE + within);

interface Listed {
  readonly items: readonly { readonly customerId: string; readonly value: number; readonly band: string }[];
  readonly nextCursor: string | null;
  readonly total: number;
}

async function listed(kind: string, band: string): Promise<Listed['items']> {
  const all: Listed['items'][number][] = [];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? '' : `&cursor=${cursor}`;
    const reply = await app.inject({
      url: `/api/v1/scores/${kind}/customers?band=${band}&limit=200${after}`,
      headers: READER,
    });
    const page = reply.json<Listed>();
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}

async function report(kind: string): Promise<ChanceReport> {
  const run = await segments.scoring.compute(kind, AS_OF);
  const found = run.quality?.chance ?? null;
  if (found === null) {
    throw new Error('It learned nothing');
  }
  return found;
}

describe('chances of customers', () => {
  const people = steadyBuyers(1600);

  it('[C220] each learning is logged with who asked, its figures, from how many it learned, and what it found', async () => {
    // First of all, while nobody has looked at any score: looking asks for all of them.
    await keep(people.slice(0, 900));
    await report('churn-chance');
    settings = { 'segments.score_churn_chance_days': 60 };
    const asked = await app.inject({ method: 'POST', url: '/api/v1/scores/churn-chance/recompute', headers: READER });
    expect(asked.statusCode).toBe(202);
    await kernel.jobs.drain(segments.parts.jobs ?? []);
    interface Logged {
      readonly outcome: string;
      readonly by: { readonly kind: string; readonly name: string | null };
      readonly settings: readonly { readonly key: string; readonly value: number }[];
      readonly sampled: number | null;
      readonly customers: number;
      readonly result: {
        readonly uses: string;
        readonly auc: number | null;
        readonly baselineAuc: number | null;
      } | null;
      readonly error: string | null;
    }
    const log = async (kind: string): Promise<{ items: readonly Logged[]; nextCursor: string | null }> =>
      (await app.inject({ url: `/api/v1/scores/${kind}/runs?limit=1`, headers: READER })).json();
    const { items, nextCursor } = await log('churn-chance');
    expect(items[0]).toMatchObject({ outcome: 'done', by: { kind: 'user', name: '读分人' }, error: null });
    // Whoever bought within the year got a chance.
    const active = people.slice(0, 900).filter((days) => days.some((day) => day <= BEFORE && day > BEFORE - 365));
    expect(items[0]?.customers).toBe(active.length);
    expect(Object.fromEntries((items[0]?.settings ?? []).map(({ key, value }) => [key, value]))).toEqual({
      'segments.score_churn_chance_days': 60,
      'segments.score_churn_chance_window': 365,
    });
    expect(items[0]?.sampled).toBeGreaterThan(800);
    expect(items[0]?.result?.auc).toBeGreaterThan(items[0]?.result?.baselineAuc ?? 1);
    expect(nextCursor).not.toBeNull();
    // One that fails is on it too.
    await kernel.olap.run({ sql: 'RENAME TABLE segments_score_values TO segments_score_values_away' });
    await expect(segments.scoring.compute('repeat', AS_OF)).rejects.toThrow();
    await kernel.olap.run({ sql: 'RENAME TABLE segments_score_values_away TO segments_score_values' });
    expect((await log('repeat')).items[0]).toMatchObject({
      outcome: 'failed',
      by: { kind: 'system', name: null },
      sampled: null,
      result: null,
    });
    // A year later nobody asks any more.
    await kernel.postgres.pool.query("update segments.score_log set finished_at = finished_at - interval '366 days'");
    await segments.scoring.compute('repeat', AS_OF);
    expect((await log('churn-chance')).items).toEqual([]);
    expect((await log('repeat')).items).toMatchObject([{ outcome: 'done' }]);
    const status = async (url: string, headers = READER) => (await app.inject({ url, headers })).statusCode;
    expect(await status('/api/v1/scores/nothing/runs')).toBe(404);
    expect(await status('/api/v1/scores/repeat/runs', asActor('nobody'))).toBe(403);
  });

  it('[C084a] its page tells AUC, precision and recall on time held back, beside the plain forecast; the target list are the top scores', async () => {
    await keep(people);
    const run = await segments.scoring.compute('churn-chance', AS_OF);
    const reply = await app.inject({ url: '/api/v1/scores/churn-chance', headers: READER });
    const { quality } = reply.json<{ quality: { held: null; chance: ChanceReport } }>();
    const { time, random, uses, features, ...rest } = quality.chance;
    expect(quality.held).toBeNull();
    expect(rest).toMatchObject({ horizonDays: 90, windowDays: 365, lacks: null });
    expect(rest.outcome.en).toBe('buys nothing within 90 days');
    expect(uses).toBe('model');
    expect(time?.model.auc).toBeGreaterThan((time?.baseline.auc ?? 1) + 0.02);
    expect(random?.model.auc).toBeGreaterThan(0.75);
    expect(features[0]?.weight).toBeGreaterThan(0.1);
    for (const found of [time, random]) {
      const { top, tenths } = found?.model ?? { top: null, tenths: [] };
      const share = (top?.happened ?? 0) / (top?.cases ?? 1);
      expect(share).toBeGreaterThan((1.5 * (found?.happened ?? 0)) / (found?.held ?? 1));
      expect(tenths.reduce((sum, { cases }) => sum + cases, 0)).toBe(found?.held);
      expect(tenths[0]?.happened).toBeCloseTo(share, 9);
      expect(tenths[0]?.said).toBeGreaterThan(tenths[9]?.said ?? 1);
      expect(tenths.filter(({ said, low, high }) => said >= low - 0.06 && said <= high + 0.06)).toHaveLength(10);
    }
    // Those of the highest class are those of the highest chances, a tenth of all.
    const top = await listed('churn-chance', 'top');
    const others = [...(await listed('churn-chance', 'high')), ...(await listed('churn-chance', 'middle'))];
    expect(Math.abs(top.length - run.customers / 10)).toBeLessThanOrEqual(3);
    expect(Math.min(...top.map(({ value }) => value))).toBeGreaterThanOrEqual(
      Math.max(...others.map(({ value }) => value)),
    );
    // And of those the most do not come, as only the test can know.
    const silent = (all: Listed['items']): number =>
      all.filter(({ customerId }) => !buys(people[Number(customerId.slice(-12)) - 1] ?? [], 90)).length / all.length;
    expect(silent(top)).toBeGreaterThan(0.8);
    expect(silent(top)).toBeGreaterThan(2 * silent(await listed('churn-chance', 'low')));
    // Who bought nothing for a year is gone, and gets no chance.
    const active = people.filter((days) => days.some((day) => day <= BEFORE && day > BEFORE - 365)).length;
    expect(run.customers).toBe(active);
  });

  it('[C084a] the chance of buying ranks those who buy, by what may be changed in the settings', async () => {
    await keep(people);
    settings = { 'segments.score_response_chance_days': 20 };
    const found = await report('response-chance');
    expect(found).toMatchObject({ horizonDays: 20, windowDays: 730, uses: 'model' });
    const rate = (all: Listed['items']): number =>
      all.filter(({ customerId }) => buys(people[Number(customerId.slice(-12)) - 1] ?? [], 20)).length / all.length;
    expect(rate(await listed('response-chance', 'top'))).toBeGreaterThan(
      4 * rate(await listed('response-chance', 'low')),
    );
  });

  it('[C038] each chance comes with the three reasons that weigh most, as people read them', async () => {
    await keep(people);
    await report('churn-chance');
    const [worst] = await listed('churn-chance', 'top');
    const url = `/api/v1/customers/${worst?.customerId}/score-values`;
    interface Own {
      readonly kind: string;
      readonly value: number;
      readonly reasons: readonly {
        readonly key: string;
        readonly label: { readonly en: string };
        readonly value: number | null;
        readonly effect: number | null;
      }[];
    }
    const { items } = (await app.inject({ url, headers: READER })).json<{ items: readonly Own[] }>();
    const own = items.find(({ kind }) => kind === 'churn-chance');
    expect(own?.value).toBeCloseTo(worst?.value ?? 0, 9);
    expect(own?.reasons).toHaveLength(3);
    const effects = (own?.reasons ?? []).map(({ effect }) => Math.abs(effect ?? 0));
    expect(effects).toEqual(effects.toSorted((a, b) => b - a));
    expect(own?.reasons.some(({ effect }) => (effect ?? 0) > 0)).toBe(true);
    const days = people[Number(worst?.customerId.slice(-12)) - 1]?.filter((day) => day <= BEFORE) ?? [];
    const said = own?.reasons.find(({ key }) => key === 'daysSince');
    expect(said === undefined || said.value === BEFORE - (days.at(-1) ?? 0)).toBe(true);
  });

  it('[C084a] of noise and of too few it says so, and gives nobody a chance', async () => {
    await keep(coins(1500));
    const noise = await report('churn-chance');
    expect(noise).toMatchObject({ uses: 'none', lacks: 'signal', features: [] });
    expect(Math.abs((noise.time?.model.auc ?? 0) - 0.5)).toBeLessThan(0.06);
    await keep(people.slice(0, 60));
    const few = await report('churn-chance');
    expect(few).toMatchObject({ uses: 'none', lacks: 'cases', time: null, random: null });
    const { run } = (await app.inject({ url: '/api/v1/scores/churn-chance', headers: READER })).json<{
      run: { customers: number } | null;
    }>();
    expect(run).toMatchObject({ customers: 0 });
    // Young shops: purchases of two months are too short to learn three of.
    await keep(people.map((days) => days.filter((day) => day > BEFORE - 60)));
    expect(await report('churn-chance')).toMatchObject({ uses: 'none', lacks: 'cases' });
  });
});
