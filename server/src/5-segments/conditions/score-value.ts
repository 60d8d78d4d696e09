import { range, text } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import {
  inRunSql,
  runsIn,
  SCORE_RUNS,
  SCORES_GROUP,
  SCORES_SOURCE,
  type ScoreFacts,
} from '../scores/values/condition-facts.ts';

/** The value by the newest computation up to the day: amounts in minor units, shares from 0 to 1. */
export const scoreValue = defineCondition({
  is: 'score.value',
  group: SCORES_GROUP,
  label: { 'zh-CN': '评分分值', en: 'Value of a score' },
  source: SCORES_SOURCE,
  args: {
    score: text({ 'zh-CN': '评分', en: 'Score' }, 'segments.scores'),
    value: range({
      label: {
        'zh-CN': '分值（金额用最小单位，占比用 0 到 1）',
        en: 'Value (amounts in minor units, shares from 0 to 1)',
      },
      min: -1_000_000_000_000,
      max: 1_000_000_000_000,
      decimals: 4,
    }),
  },
  sentence: { 'zh-CN': '评分{score}的分值{value}', en: 'has a value of the score {score} of {value}' },
  lookups: ({ score }) => [{ name: SCORE_RUNS, key: score }],
  sql: ({ score, value }, asking) => {
    const [run] = runsIn(asking, score);
    const yes =
      run === undefined
        ? '0'
        : inRunSql(asking.param(run.id, 'UUID'), rangeSql('value', value, { asking, type: 'Float64' }));
    return { columns: { yes }, predicate: (columns) => columns['yes'] ?? '0' };
  },
  evaluate: (facts: ScoreFacts, { score, value }, asking) => {
    const own = facts.get(runsIn(asking, score)[0]?.id ?? '');
    return own !== undefined && inRange(own.value, value);
  },
  explain: (facts, { score }, asking) => {
    const own = facts.get(runsIn(asking, score)[0]?.id ?? '');
    return own === undefined
      ? { 'zh-CN': '没有评分', en: 'no score' }
      : { 'zh-CN': `分值 ${Number(own.value.toFixed(4))}`, en: `value ${Number(own.value.toFixed(4))}` };
  },
});
