import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { RULE_VERSION, type Rule, type RuleNode } from '#kernel/pure/rules/tree.ts';
import { countRules } from '#kernel/rules/engine.ts';
import { createChance } from '#test/face-histories.ts';
import { useKernel } from '#test/harness.ts';
import { BUCKETS, estimate, sampleOf } from './5-segments/preview/estimate.ts';
import { createPlatform, type Platform } from './wiring.ts';

const CUSTOMERS = 120_000;
/** Rows that the engine reads at once; both ends of a range may lie within such a block. */
const BLOCK = 8192;
const DATE = '2026-03-01';

const kernel = useKernel();
let platform: Platform;

beforeAll(async () => {
  platform = createPlatform(kernel);
  await kernel.olap.run({
    sql: `INSERT INTO customers_profiles (customer_id, birthday, attributes, order_days, order_refunds, version)
      WITH cityHash64(number) AS chance
      SELECT reinterpretAsUUID(unhex(concat(hex(sipHash64(number)), hex(sipHash64(number, 1))))),
        toString(toDate32('1950-01-01') + toIntervalDay(chance % 22000)),
        map('gender', [['female', 'male'][1 + chance % 2]]),
        arrayMap(i -> toDate32('2026-02-28') - toIntervalDay((i + 1) * (chance % 97)), range(chance % 13)),
        arrayMap(i -> toUInt8(0), range(chance % 13)), 1
      FROM numbers({customers:UInt64})`,
    params: { customers: CUSTOMERS },
  });
  await kernel.olap.run({ sql: 'OPTIMIZE TABLE customers_profiles FINAL' });
});

function someRules(count: number): readonly RuleNode[] {
  const chance = createChance(11);
  return Array.from({ length: count }, (): RuleNode => {
    const age = chance.int(60);
    const parts: readonly RuleNode[] = [
      { is: 'profile.age', years: { min: age, max: age + 1 + chance.int(40) } },
      { is: 'orders.count', count: { min: chance.int(12) }, window: { lastDays: 30 + chance.int(700) } },
      { is: 'orders.days_since', days: { min: chance.int(200) } },
      { is: 'profile.field', field: 'gender', anyOf: [chance.pick(['female', 'male'])] },
    ];
    const taken = parts.filter(() => chance.yes(0.5));
    return chance.yes(0.7) ? { all: taken } : { any: taken };
  });
}

const take = sampleOf(CUSTOMERS) ?? BUCKETS;

describe('an estimate of a rule', () => {
  it('holds the exact number in its interval for nearly all of 100 rules', { timeout: 60_000 }, async () => {
    const rules = someRules(100);
    const asOf = { date: DATE, zone: kernel.config.timeZone, currency: 'CNY' };
    const engine = platform.segments.rules;
    const asking = await engine.prepare(kernel.postgres.db, rules, asOf);
    const exact = await countRules(kernel.olap, engine.compile(rules, { asking }));
    const sampled = await countRules(kernel.olap, engine.compile(rules, { asking, sample: { take, of: BUCKETS } }));
    expect(exact.of).toBe(CUSTOMERS);
    const inside = rules.filter((_, index) => {
      const { interval } = estimate({ hits: sampled.counts[index] ?? 0, sampled: sampled.of, total: exact.of });
      const truth = exact.counts[index] ?? 0;
      return interval.low <= truth && truth <= interval.high;
    });
    // 95 of 100 in the long run; the rules of one sample share its luck, so one sample may hold a few less.
    expect(inside.length / rules.length).toBeGreaterThanOrEqual(0.9);
  });

  it('reads the sample and nothing else', async () => {
    const engine = platform.segments.rules;
    const rule: Rule = { v: RULE_VERSION, all: [{ is: 'orders.count', count: { min: 2 } }] };
    const asking = await engine.prepare(kernel.postgres.db, [rule], {
      date: DATE,
      zone: kernel.config.timeZone,
      currency: 'CNY',
    });
    const rowsOf = async (part: number): Promise<number> => {
      const { from, answers, params } = engine.compile([rule], { asking, sample: { take: part, of: BUCKETS } });
      const [found] = await kernel.olap.rows<{ rows: string }>({
        sql: `EXPLAIN ESTIMATE SELECT countIf(${answers[0]}) ${from}`,
        params,
      });
      return Number(found?.rows ?? 0);
    };
    expect(await rowsOf(take)).toBeLessThanOrEqual((CUSTOMERS * take) / BUCKETS + 2 * BLOCK);
    expect(await rowsOf(BUCKETS / 64)).toBeLessThanOrEqual(CUSTOMERS / 64 + 2 * BLOCK);
  });

  it('is what a preview answers while somebody types, the exact number afterwards', async () => {
    const rule = { v: 1, all: [{ is: 'profile.field', field: 'gender', anyOf: ['female'] }] };
    const context = systemContext('test');
    const first = await platform.segments.preview.preview(context, { rule, asOf: DATE, estimate: true });
    const exact = await platform.segments.preview.preview(context, { rule, asOf: DATE, estimate: false });
    expect(first.of).toBe(CUSTOMERS);
    expect('interval' in first && first.interval).toMatchObject({ low: expect.any(Number), high: expect.any(Number) });
    expect(exact).not.toHaveProperty('interval');
    expect(Math.abs(first.count - exact.count) / exact.count).toBeLessThan(0.03);
  });
});
