import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { anyOf } from '#kernel/pure/rules/measures.ts';
import {
  linksOf,
  linksSql,
  RELATIONS_GROUP,
  RELATIONS_SOURCE,
  type RelationFacts,
} from '../condition-facts/circumstances.ts';

/** Came through another customer. */
export const referralReceived = defineCondition({
  is: 'referral.received',
  group: RELATIONS_GROUP,
  label: { 'zh-CN': '由客户介绍来', en: 'Referred by a customer' },
  source: RELATIONS_SOURCE,
  args: {},
  sentence: { 'zh-CN': '由别的客户介绍来', en: 'came through another customer' },
  sql: (_, asking) => ({
    columns: { yes: anyOf(linksSql(['referrer'], asking)) },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: RelationFacts, _, asking) => linksOf(facts, ['referrer'], asking).length > 0,
  explain: (facts, _, asking) => {
    const found = linksOf(facts, ['referrer'], asking).length;
    return { 'zh-CN': `有 ${found} 位介绍人`, en: `${found} referrers` };
  },
});
