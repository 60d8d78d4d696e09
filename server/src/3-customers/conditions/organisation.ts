import { optional } from '#kernel/pure/rules/arg-face.ts';
import { texts } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts } from '../condition-facts/profile.ts';

/** Is a contact of one of the organisations, or of any. */
export const organisation = defineCondition({
  is: 'profile.organisation',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '企业客户联系人', en: 'Contact of an organisation' },
  source: PROFILE_SOURCE,
  args: {
    organisations: optional(texts({ 'zh-CN': '企业客户', en: 'Organisations' }, 'customers.organisations')),
  },
  sentence: {
    'zh-CN': '是[{organisations}|任一企业客户]的联系人',
    en: 'is a contact of [{organisations}|any organisation]',
  },
  sql: ({ organisations }, asking) => ({
    columns: {
      yes:
        organisations === undefined
          ? 'notEmpty(organisations)'
          : `hasAny(organisations, ${asking.param(organisations, 'Array(String)')})`,
    },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: ProfileFacts, { organisations }) =>
    organisations === undefined
      ? facts.organisations.length > 0
      : organisations.some((wanted) => facts.organisations.includes(wanted)),
  explain: (facts) => ({
    'zh-CN': `是 ${facts.organisations.length} 家企业客户的联系人`,
    en: `is a contact of ${facts.organisations.length} organisations`,
  }),
});
