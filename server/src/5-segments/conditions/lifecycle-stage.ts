import { daysSince, IS_PURCHASE, ORDERS_SOURCE, type OrderFacts, purchasesIn, windowSql } from '#commerce/pure';
import { choices } from '#kernel/pure/rules/args.ts';
import { type Asking, defineCondition } from '#kernel/pure/rules/condition.ts';
import { countOf, newestOf } from '#kernel/pure/rules/measures.ts';
import { LIFECYCLE_LIMITS, limitsIn } from '../scores/lifecycle/limits.ts';
import { LIFECYCLE_STAGES, type LifecycleStage, STAGE_LABELS, stageOf, stageSql } from '../scores/lifecycle/stages.ts';

function stage(facts: OrderFacts, asOf: Asking): LifecycleStage {
  const since = purchasesIn(facts, undefined, asOf)
    .map(({ businessDate }) => daysSince(businessDate, asOf))
    .toSorted((a, b) => a - b);
  const [last = 0, before = 0] = since;
  return stageOf({ purchases: since.length, sinceLast: last, gap: before - last }, limitsIn(asOf));
}

/** The stage on the day asked about, by the table of transitions. */
export const lifecycleStage = defineCondition({
  is: 'lifecycle.stage',
  group: { 'zh-CN': '评分', en: 'Scores' },
  label: { 'zh-CN': '生命周期阶段', en: 'Lifecycle stage' },
  source: ORDERS_SOURCE,
  args: {
    stages: choices(
      { 'zh-CN': '阶段', en: 'Stages' },
      LIFECYCLE_STAGES.map((value) => ({ value, label: STAGE_LABELS[value] })),
    ),
  },
  sentence: { 'zh-CN': '生命周期阶段为{stages}', en: 'lifecycle stage is {stages}' },
  lookups: () => [{ name: LIFECYCLE_LIMITS, key: '' }],
  sql: ({ stages }, asking) => {
    const { quietAfterDays, lostAfterDays } = limitsIn(asking);
    const limits = {
      quietAfterDays: asking.param(quietAfterDays, 'Int64'),
      lostAfterDays: asking.param(lostAfterDays, 'Int64'),
    };
    const there = `${IS_PURCHASE} AND ${windowSql(undefined, asking)}`;
    const today = asking.param(asking.date, 'Date32');
    return {
      columns: {
        bought: countOf(there),
        latest: newestOf('business_date', there, { take: 2 }),
      },
      predicate: ({ bought = '', latest = '' }) => {
        const found = stageSql(
          {
            purchases: bought,
            sinceLast: `dateDiff('day', ${latest}[1], ${today})`,
            gap: `dateDiff('day', ${latest}[2], ${latest}[1])`,
          },
          limits,
        );
        return `has(${asking.param(stages, 'Array(String)')}, ${found})`;
      },
    };
  },
  evaluate: (facts: OrderFacts, { stages }, asking) => stages.includes(stage(facts, asking)),
  explain: (facts, _, asking) => STAGE_LABELS[stage(facts, asking)],
});
