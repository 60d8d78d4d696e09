import { addDays } from '#kernel/pure/dates.ts';
import { days, range, text } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { type Asking, defineCondition } from '#kernel/pure/rules/condition.ts';
import { runsIn, SCORE_RUNS, SCORES_GROUP, SCORES_SOURCE, type ScoreFacts } from '../scores/values/condition-facts.ts';

interface Asked {
  readonly score: string;
  readonly days: number;
}

/** The newest run, and the newest of so many days earlier; null while there are not both. */
function pairOf({ score, days: ago }: Asked, asking: Asking): readonly [string, string] | null {
  const runs = runsIn(asking, score);
  const [now] = runs;
  const before = runs.find(({ asOf }) => asOf <= addDays(asking.date, -ago));
  return now === undefined || before === undefined ? null : [now.id, before.id];
}

function changeOf(facts: ScoreFacts, asked: Asked, asking: Asking): number | null {
  const [now, before] = (pairOf(asked, asking) ?? []).map((run) => facts.get(run));
  return now === undefined || before === undefined ? null : now.value - before.value;
}

/** By how much the value has changed; who has no value at one of the ends has not changed. */
export const scoreChange = defineCondition({
  is: 'score.change',
  group: SCORES_GROUP,
  label: { 'zh-CN': '评分变化', en: 'Change of a score' },
  source: SCORES_SOURCE,
  args: {
    score: text({ 'zh-CN': '评分', en: 'Score' }, 'segments.scores'),
    days: days({ label: { 'zh-CN': '与多少天前相比', en: 'Against so many days ago' }, min: 1, max: 400 }),
    change: range({
      label: { 'zh-CN': '变化（负数为下降）', en: 'Change (negative: fell)' },
      min: -1_000_000_000_000,
      max: 1_000_000_000_000,
      decimals: 4,
    }),
  },
  sentence: {
    'zh-CN': '评分{score}与 {days} 天前相比变化{change}',
    en: 'the score {score} changed against {days} days ago by {change}',
  },
  lookups: ({ score }) => [{ name: SCORE_RUNS, key: score }],
  sql: ({ score, days: ago, change }, asking) => {
    const pair = pairOf({ score, days: ago }, asking);
    if (pair === null) {
      return { columns: { yes: '0' }, predicate: ({ yes = '' }) => yes };
    }
    const [now, before] = pair.map((run) => asking.param(run, 'UUID'));
    const moved = rangeSql(`sumIf(value, run_id = ${now}) - sumIf(value, run_id = ${before})`, change, {
      asking,
      type: 'Float64',
    });
    const both = now === before ? 1 : 2;
    return {
      columns: {
        yes: `customer_id IN (SELECT customer_id FROM segments_score_values WHERE run_id IN (${now}, ${before})
          GROUP BY customer_id HAVING count() = ${both} AND ${moved})`,
      },
      predicate: ({ yes = '' }) => yes,
    };
  },
  evaluate: (facts: ScoreFacts, { score, days: ago, change }, asking) => {
    const moved = changeOf(facts, { score, days: ago }, asking);
    return moved !== null && inRange(moved, change);
  },
  explain: (facts, { score, days: ago }, asking) => {
    const moved = changeOf(facts, { score, days: ago }, asking);
    return moved === null
      ? { 'zh-CN': '没有可比的评分', en: 'no score to compare with' }
      : { 'zh-CN': `变化 ${Number(moved.toFixed(4))}`, en: `changed by ${Number(moved.toFixed(4))}` };
  },
});
