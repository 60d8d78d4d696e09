import { choices } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { anyOf } from '#kernel/pure/rules/measures.ts';
import {
  linksOf,
  linksSql,
  RELATIONS_GROUP,
  RELATIONS_SOURCE,
  type RelationFacts,
  SIDE_OPTIONS,
} from '../condition-facts/circumstances.ts';

/** Knows another customer as one of the kinds, on the day asked about. */
export const relation = defineCondition({
  is: 'relation.has',
  group: RELATIONS_GROUP,
  label: { 'zh-CN': '客户关系', en: 'Linked to a customer' },
  source: RELATIONS_SOURCE,
  args: { kinds: choices({ 'zh-CN': '对方是', en: 'The other one is' }, SIDE_OPTIONS) },
  sentence: { 'zh-CN': '有客户是其{kinds}', en: 'another customer is their {kinds}' },
  sql: ({ kinds }, asking) => ({
    columns: { yes: anyOf(linksSql(kinds, asking)) },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: RelationFacts, { kinds }, asking) => linksOf(facts, kinds, asking).length > 0,
  explain: (facts, _, asking) => {
    const found = linksOf(facts, undefined, asking).length;
    return { 'zh-CN': `有 ${found} 条关系`, en: `${found} links` };
  },
});
