import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { METRICS, metricsPage } from '#insight';
import { systemContext } from '#kernel/context.ts';
import { createChance, fillHistories } from '#test/face-histories.ts';
import { useKernel } from '#test/harness.ts';
import { withParts } from '#test/http.ts';
import { type OracleCell, type OracleFacts, oracleCells, readOracleFacts } from '#test/metric-oracle.ts';
import { pumpAll } from '#test/pump.ts';
import { createPlatform, type Platform } from './wiring.ts';

const context = systemContext('metrics');

it('every metric has a folder of its own, and every folder is a metric', async () => {
  const root = path.join(import.meta.dirname, '8-insight/metrics');
  const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = METRICS.map(({ name }) => name.replaceAll('_', '-'));
  expect(folders.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  for (const { formula, source, label } of METRICS) {
    for (const text of [formula, source, label]) {
      expect(text['zh-CN']).not.toBe('');
      expect(text.en).not.toBe('');
    }
  }
});

it('the page about metrics is the one that they make: npm run generate', async () => {
  const page = await readFile(path.join(import.meta.dirname, '../../docs/metrics.md'), 'utf8');
  expect(page).toBe(metricsPage(METRICS));
});

/** The limits of the lifecycle that hold where nobody set others. */
const STAGES = {
  newDays: 90,
  wonBackDays: 90,
  silenceTimes: 2,
  silenceFloorDays: 30,
  quietAfterDays: 90,
  lostAfterDays: 365,
  trendDays: 90,
  trendPercent: 40,
  trendPurchases: 4,
};

/** Spans with leap days, changes of clocks, ends of years, and single days. */
const SPANS = [
  { asOf: '2026-03-01', from: '2025-01-01', to: '2025-12-31' },
  { asOf: '2025-11-02', from: '2025-03-09', to: '2025-11-02' },
  { asOf: '2024-02-29', from: '2024-02-29', to: '2024-02-29' },
  { asOf: '2026-03-01', from: '2023-06-01', to: '2026-03-01' },
] as const;

describe.each(['Asia/Shanghai', 'America/New_York'])('metrics over random histories in the zone %s', (timeZone) => {
  const kernel = useKernel();
  let platform: Platform;
  let facts: OracleFacts;
  const question = { currency: 'CNY', zone: timeZone, stages: STAGES };
  beforeAll(async () => {
    const own = withParts(kernel, { config: { ...kernel.config, timeZone } });
    platform = createPlatform(own);
    await fillHistories({ kernel: own, platform, chance: createChance(timeZone.length) }, 120);
    const { db } = kernel.postgres;
    // Guests, whose orders are of nobody, and visits of browsers in a shop.
    await sql`update commerce.orders set customer_id = null where id in (select id from commerce.orders order by number limit 30)`.execute(
      db,
    );
    await sql`
      update behaviour.events set source = 'taobao', anonymous_id = 'b' || (row % 20), customer_id = null,
        visit_id = case when row % 3 = 0 then null else 'v' || (row % 50) end
      from (select id, row_number() over (order by id) as row from behaviour.events) n
      where n.id = behaviour.events.id and row % 2 = 0`.execute(db);
    await platform.feed.rebuild();
    // A transaction of another database at that moment leaves something to follow.
    await pumpAll(kernel, platform.feed.readers);
    facts = await readOracleFacts(db);
  }, 240_000);

  const ask = (name: string, span: (typeof SPANS)[number], by: readonly string[]) =>
    platform.insight.metrics.get(context, name, {
      ...span,
      by: METRICS.find((kind) => kind.name === name)?.by.filter((dimension) => by.includes(dimension)) ?? [],
      currency: 'CNY',
      limit: 10_000,
    });

  it.each(METRICS.map(({ name }) => name))(
    '%s is what PostgreSQL says, in every split, with exactly the people counted',
    { timeout: 240_000 },
    async (name) => {
      const kind = METRICS.find((one) => one.name === name);
      const splits = (kind?.by ?? []).map((dimension) => [dimension]);
      const pairs = kind?.by.includes('month') === true && kind.by.includes('channel') ? [['month', 'channel']] : [];
      let filledCells = 0;
      for (const [at, span] of SPANS.entries()) {
        const whole = oracleCells(name, facts, { ...question, ...span, by: [] }).get('[]');
        // Each split over half of the spans, the other half in the other zone.
        const half = [...splits, ...pairs].filter((_, place) => (place + at + timeZone.length) % 2 === 0);
        for (const split of half) {
          const answer = await ask(name, span, split);
          expect(answer.value, JSON.stringify([span, 'whole'])).toEqual(
            whole?.value ?? (kind?.unit === 'share' ? null : 0),
          );
          const wanted = oracleCells(name, facts, { ...question, ...span, by: answer.by });
          const said = answer.rows.map(
            (row) => [JSON.stringify(answer.by.map((each) => row.key[each])), row.value] as const,
          );
          expect(new Set(said.map(([key]) => key)).size).toBe(said.length);
          // Times in which nothing happened are there too, with nothing in them.
          const some = said.filter(([key, value]) => wanted.has(key) || (value !== 0 && value !== null));
          expect(Object.fromEntries(some), JSON.stringify([span, split])).toEqual(
            Object.fromEntries([...wanted].map(([key, cell]) => [key, cell.value])),
          );
          filledCells += some.length;
        }
      }
      expect(filledCells).toBeGreaterThan(3);
    },
  );

  it('says of a number that is asked again that it is of now, while nothing has changed', async () => {
    const first = await ask('revenue', SPANS[0], []);
    kernel.clock.advance(30 * 60_000);
    const again = await ask('revenue', SPANS[0], []);
    expect(again.value).toBe(first.value);
    expect(again.freshness).toEqual({ at: kernel.clock.now().toISOString(), secondsBehind: 0, stale: false });
  });

  it.each(METRICS.map(({ name }) => name))(
    '%s drills to exactly the people that a cell counts',
    { timeout: 240_000 },
    async (name) => {
      const kind = METRICS.find((one) => one.name === name);
      const span = SPANS[0];
      const by = (kind?.always ?? kind?.by.slice(-1) ?? []) as readonly string[];
      const answer = await ask(name, span, by);
      const wanted = oracleCells(name, facts, { ...question, ...span, by: answer.by });
      const peopleOf = async (key: Record<string, string>): Promise<OracleCell['people']> => {
        const found: string[] = [];
        for (let cursor: string | null | undefined; cursor !== null; ) {
          const page: Awaited<ReturnType<typeof platform.insight.metrics.people>> =
            await platform.insight.metrics.people(context, name, {
              ...span,
              currency: 'CNY',
              key,
              limit: 50,
              ...(typeof cursor === 'string' ? { cursor } : {}),
            });
          found.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor;
          expect(page.nextCursor === null ? found.length : page.total).toBe(page.total);
        }
        expect(new Set(found).size).toBe(found.length);
        return new Set(found);
      };
      for (const row of answer.rows.slice(0, 4)) {
        const cell = wanted.get(JSON.stringify(answer.by.map((each) => row.key[each])));
        expect([...(await peopleOf(row.key))].toSorted()).toEqual([...(cell?.people ?? [])].toSorted());
      }
      const whole = oracleCells(name, facts, { ...question, ...span, by: [] }).get('[]');
      expect([...(await peopleOf({}))].toSorted()).toEqual([...(whole?.people ?? [])].toSorted());
    },
  );
});
