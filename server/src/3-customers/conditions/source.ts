import { texts } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts, shown } from '../condition-facts/profile.ts';

/** One of the sources has spoken of the customer. What staff wrote down is no source of people. */
export const source = defineCondition({
  is: 'profile.source',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '来源', en: 'Source' },
  source: PROFILE_SOURCE,
  args: { sources: texts({ 'zh-CN': '来源', en: 'Sources' }, 'customers.sources') },
  sentence: { 'zh-CN': '来源于{sources}', en: 'came from {sources}' },
  sql: ({ sources }, asking) => ({
    columns: { yes: `hasAny(sources, ${asking.param(sources, 'Array(String)')})` },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: ProfileFacts, { sources }) => sources.some((wanted) => facts.sources.includes(wanted)),
  explain: (facts) => shown(facts.sources),
});
