import { texts } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { LISTS_SOURCE, type ListFacts } from '../lists/facts.ts';

/** Stands on one of the lists. */
export const onList = defineCondition({
  is: 'segment.list',
  group: { 'zh-CN': '客群', en: 'Segments' },
  label: { 'zh-CN': '在名单上', en: 'On a list' },
  source: LISTS_SOURCE,
  args: { lists: texts({ 'zh-CN': '名单', en: 'Lists' }, 'segments.lists') },
  sentence: { 'zh-CN': '在名单{lists}上', en: 'is on the list {lists}' },
  sql: ({ lists }, asking) => ({
    columns: { yes: `hasAny(list_ids, ${asking.param(lists, 'Array(String)')})` },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: ListFacts, { lists }) => lists.some((wanted) => facts.includes(wanted)),
  explain: (facts) => ({ 'zh-CN': `在 ${facts.length} 个名单上`, en: `is on ${facts.length} lists` }),
});
