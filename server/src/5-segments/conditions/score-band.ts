import { texts } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import {
  inRunSql,
  runsIn,
  SCORE_RUNS,
  SCORES_GROUP,
  SCORES_SOURCE,
  type ScoreFacts,
} from '../scores/values/condition-facts.ts';

/** `kind:band` → the bands asked about, by the score. */
function byKind(bands: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const pairs = bands.map((each) => each.split(':'));
  return new Map(
    [...Map.groupBy(pairs, ([kind = '']) => kind)].map(([kind, all]) => [kind, all.map(([, band = '']) => band)]),
  );
}

/** In one of these classes by the newest computation up to the day. */
export const scoreBand = defineCondition({
  is: 'score.band',
  group: SCORES_GROUP,
  label: { 'zh-CN': '评分等级', en: 'Class by a score' },
  source: SCORES_SOURCE,
  args: { bands: texts({ 'zh-CN': '等级', en: 'Classes' }, 'segments.score_bands') },
  sentence: { 'zh-CN': '评分等级为{bands}', en: 'is of the class {bands}' },
  lookups: ({ bands }) => [...byKind(bands).keys()].map((key) => ({ name: SCORE_RUNS, key })),
  sql: ({ bands }, asking) => {
    const asked = [...byKind(bands)].flatMap(([kind, wanted]) => {
      const [run] = runsIn(asking, kind);
      return run === undefined
        ? []
        : [inRunSql(asking.param(run.id, 'UUID'), `has(${asking.param(wanted, 'Array(String)')}, band)`)];
    });
    return { columns: { yes: asked.length === 0 ? '0' : `(${asked.join(' OR ')})` }, predicate: ({ yes = '' }) => yes };
  },
  evaluate: (facts: ScoreFacts, { bands }, asking) =>
    [...byKind(bands)].some(([kind, wanted]) => {
      const [run] = runsIn(asking, kind);
      const own = run === undefined ? undefined : facts.get(run.id);
      return own !== undefined && wanted.includes(own.band);
    }),
  explain: (facts, { bands }, asking) => {
    const own = [...byKind(bands).keys()].flatMap((kind) => facts.get(runsIn(asking, kind)[0]?.id ?? '')?.band ?? []);
    return own.length === 0
      ? { 'zh-CN': '没有评分', en: 'no score' }
      : { 'zh-CN': `等级 ${own.join('、')}`, en: `class ${own.join(', ')}` };
  },
});
