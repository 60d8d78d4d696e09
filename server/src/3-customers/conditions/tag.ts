import { texts } from '#kernel/pure/rules/args.ts';
import { defineCondition, type Found } from '#kernel/pure/rules/condition.ts';
import { CURRENT_TAGS, PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts } from '../condition-facts/profile.ts';

function meant(found: Found, tags: readonly string[]): readonly string[] {
  const current = (tag: string): string => {
    const into = found(CURRENT_TAGS, tag);
    return typeof into === 'string' ? into : tag;
  };
  return [...new Set(tags.map(current))].toSorted();
}

/** Has one of the tags; tags are meant by their ids, so that neither renaming nor merging one changes a rule. */
export const tag = defineCondition({
  is: 'profile.tag',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '标签', en: 'Tag' },
  source: PROFILE_SOURCE,
  args: { tags: texts({ 'zh-CN': '标签', en: 'Tags' }, 'customers.tags') },
  sentence: { 'zh-CN': '有标签{tags}', en: 'tagged {tags}' },
  lookups: ({ tags }) => tags.map((key) => ({ name: CURRENT_TAGS, key })),
  sql: ({ tags }, asking) => ({
    columns: { yes: `hasAny(tags, ${asking.param(meant(asking.found, tags), 'Array(String)')})` },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: ProfileFacts, { tags }, { found }) =>
    meant(found, tags).some((wanted) => facts.tags.includes(wanted)),
  explain: (facts) => ({ 'zh-CN': `有 ${facts.tags.length} 个标签`, en: `has ${facts.tags.length} tags` }),
});
