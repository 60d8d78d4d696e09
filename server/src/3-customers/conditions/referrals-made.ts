import { range } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { type AsOf, defineCondition } from '#kernel/pure/rules/condition.ts';
import {
  linksOf,
  linksSql,
  RELATIONS_GROUP,
  RELATIONS_SOURCE,
  type RelationFacts,
} from '../condition-facts/circumstances.ts';

function referred(facts: RelationFacts, asOf: AsOf): number {
  return new Set(linksOf(facts, ['referred'], asOf).map(({ otherId }) => otherId)).size;
}

/** How many other customers came through somebody. Who brought nobody brought 0. */
export const referralsMade = defineCondition({
  is: 'referral.made',
  group: RELATIONS_GROUP,
  label: { 'zh-CN': '介绍来的客户数', en: 'Customers referred' },
  source: RELATIONS_SOURCE,
  args: {
    count: range({ label: { 'zh-CN': '人数', en: 'People' }, unit: { 'zh-CN': '人', en: 'people' }, min: 0, max: 1e6 }),
  },
  sentence: { 'zh-CN': '介绍来{count}位客户', en: 'referred {count} customers' },
  sql: ({ count }, asking) => ({
    columns: {
      n: `arrayUniq(arrayFilter((other, relation, since, until) -> ${linksSql(['referred'], asking)}, relation_ids, relation_kinds, relation_since, relation_until))`,
    },
    predicate: ({ n = '' }) => rangeSql(n, count, { asking }),
  }),
  evaluate: (facts: RelationFacts, { count }, asking) => inRange(referred(facts, asking), count),
  explain: (facts, _, asking) => {
    const found = referred(facts, asking);
    return { 'zh-CN': `介绍来 ${found} 位`, en: `referred ${found}` };
  },
});
