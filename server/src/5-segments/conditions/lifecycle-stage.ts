import { daysSince, ORDERS_SOURCE, type OrderFacts, PURCHASE, purchasesIn, windowSql } from '#commerce/pure';
import { choices } from '#kernel/pure/rules/args.ts';
import { type AsOf, defineCondition } from '#kernel/pure/rules/condition.ts';
import { LIFECYCLE_STAGES, type LifecycleStage, STAGE_LABELS, stageOf, stageSql } from '../scores/lifecycle/stages.ts';

function stage(facts: OrderFacts, asOf: AsOf): LifecycleStage {
  const since = purchasesIn(facts, undefined, asOf)
    .map(({ businessDate }) => daysSince(businessDate, asOf))
    .toSorted((a, b) => a - b);
  const [last = 0, before = 0] = since;
  return stageOf({ purchases: since.length, sinceLast: last, gap: before - last });
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
  sql: ({ stages }, asking) => {
    const there = `${PURCHASE} AND ${windowSql(undefined, asking)}`;
    const today = asking.param(asking.date, 'Date32');
    return {
      columns: {
        bought: `countIf(${there})`,
        // Days since the two latest purchases, the smaller first.
        since: `groupArraySortedIf(2)(dateDiff('day', business_date, ${today}), ${there})`,
      },
      rows: there,
      predicate: ({ bought = '', since = '' }) => {
        const found = stageSql({ purchases: bought, sinceLast: `${since}[1]`, gap: `(${since}[2] - ${since}[1])` });
        return `has(${asking.param(stages, 'Array(String)')}, ${found})`;
      },
    };
  },
  evaluate: (facts: OrderFacts, { stages }, asking) => stages.includes(stage(facts, asking)),
  explain: (facts, _, asking) => STAGE_LABELS[stage(facts, asking)],
});
