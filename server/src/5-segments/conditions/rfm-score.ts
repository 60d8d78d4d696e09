import { ORDERS_SOURCE, type OrderFacts } from '#commerce/pure';
import { optional } from '#kernel/pure/rules/arg-face.ts';
import { type Range, range } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import {
  measureIn,
  RFM_CONDITION_GROUP,
  RFM_LOOKUPS,
  rfmColumns,
  rfmOf,
  rfmScoresSql,
  rfmText,
} from '../scores/rfm/condition-facts.ts';

const score = (zh: string, en: string) => optional(range({ label: { 'zh-CN': zh, en }, min: 1, max: 5 }));
const DIMENSIONS = ['r', 'f', 'm'] as const;

/** Scores from 1 to 5 against everybody who ever bought in the main currency. */
export const rfmScore = defineCondition({
  is: 'rfm.score',
  group: RFM_CONDITION_GROUP,
  label: { 'zh-CN': 'RFM 分值', en: 'RFM scores' },
  source: ORDERS_SOURCE,
  args: {
    r: score('最近（R）', 'Recency (R)'),
    f: score('次数（F）', 'Frequency (F)'),
    m: score('金额（M）', 'Money (M)'),
  },
  sentence: {
    'zh-CN': 'RFM 分值[ R{r}][ F{f}][ M{m}]',
    en: 'RFM scores[ R {r}][ F {f}][ M {m}]',
  },
  check: (args) =>
    DIMENSIONS.every((name) => args[name] === undefined)
      ? { 'zh-CN': 'R、F、M 至少选一项', en: 'choose at least one of R, F and M' }
      : null,
  lookups: () => RFM_LOOKUPS,
  sql: (args, asking) => {
    const measure = measureIn(asking);
    if (measure === null) {
      return { columns: {}, predicate: () => '0' };
    }
    const asked = (scores: Readonly<Record<'r' | 'f' | 'm', string>>, name: (typeof DIMENSIONS)[number]): string[] => {
      const wanted: Range | undefined = args[name];
      return wanted === undefined ? [] : [rangeSql(scores[name], wanted, { asking })];
    };
    return {
      ...rfmColumns(measure, asking),
      predicate: (columns) => {
        const scores = rfmScoresSql(columns, measure.scale, asking);
        return [scores.bought, ...DIMENSIONS.flatMap((name) => asked(scores, name))].join(' AND ');
      },
    };
  },
  evaluate: (facts: OrderFacts, args, asking) => {
    const found = rfmOf(facts, asking);
    return found !== null && DIMENSIONS.every((name) => inRange(found.scores[name], args[name] ?? {}));
  },
  explain: (facts, _, asking) => rfmText(facts, asking),
});
