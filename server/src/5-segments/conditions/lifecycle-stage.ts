import { boughtOf, ORDERS_SOURCE, type OrderFacts, purchasesIn, worthMinor } from '#commerce/pure';
import { dayNumber } from '#kernel/pure/dates.ts';
import { choices } from '#kernel/pure/rules/args.ts';
import { type Asking, defineCondition } from '#kernel/pure/rules/condition.ts';
import { LIFECYCLE_LIMITS, limitsIn } from '../scores/lifecycle/limits.ts';
import { whyStage } from '../scores/lifecycle/reason.ts';
import { boundLimits, stageSql } from '../scores/lifecycle/stage-sql.ts';
import { LIFECYCLE_STAGES, type Life, lifeOf, STAGE_LABELS, stageOf } from '../scores/lifecycle/stages.ts';

function life(facts: OrderFacts, asOf: Asking): Life | null {
  const bought = purchasesIn(facts, undefined, asOf).map((order) => ({
    day: dayNumber(order.businessDate),
    currency: order.currency,
    worthMinor: worthMinor(order),
  }));
  return lifeOf(bought, dayNumber(asOf.date), limitsIn(asOf));
}

/** The stage on the day asked about, as scores and metrics have it. */
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
    const today = asking.param(asking.date, 'Date32');
    const limits = boundLimits(limitsIn(asking), (value, type) => asking.param(value, type));
    return {
      columns: { ...boughtOf(today) },
      also: ({ days = '', currencies = '', worths = '' }) => ({
        stage: stageSql({ days, currencies, worths }, today, limits),
      }),
      predicate: ({ stage = '' }) => `has(${asking.param(stages, 'Array(String)')}, ${stage})`,
    };
  },
  evaluate: (facts: OrderFacts, { stages }, asking) => stages.includes(stageOf(life(facts, asking), limitsIn(asking))),
  explain: (facts, _, asking) => {
    const found = life(facts, asking);
    const label = STAGE_LABELS[stageOf(found, limitsIn(asking))];
    const why = whyStage(found, limitsIn(asking));
    return { 'zh-CN': `${label['zh-CN']}：${why['zh-CN']}`, en: `${label.en}: ${why.en}` };
  },
});
