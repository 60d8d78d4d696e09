import { texts } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts } from '../condition-facts/profile.ts';

/** Has one of the tags; tags are meant by their ids, so that renaming one changes no rule. */
export const tag = defineCondition({
  is: 'profile.tag',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '标签', en: 'Tag' },
  source: PROFILE_SOURCE,
  args: { tags: texts({ 'zh-CN': '标签', en: 'Tags' }, 'customers.tags') },
  sentence: { 'zh-CN': '有标签{tags}', en: 'tagged {tags}' },
  sql: ({ tags }, asking) => ({
    columns: { yes: `hasAny(tags, ${asking.param(tags, 'Array(String)')})` },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: ProfileFacts, { tags }) => tags.some((wanted) => facts.tags.includes(wanted)),
  explain: (facts) => ({ 'zh-CN': `有 ${facts.tags.length} 个标签`, en: `has ${facts.tags.length} tags` }),
});
