import { choices } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { HOUSEHOLDS_SOURCE, type HouseholdFacts, RELATIONS_GROUP } from '../condition-facts/circumstances.ts';
import { shown } from '../condition-facts/profile.ts';
import { KINSHIP_WORDS, RELATIONS_TO_HOLDER } from '../households/kinship.ts';

/** What somebody is in their household now: its holder, or what they are to the holder. */
export const householdRole = defineCondition({
  is: 'household.role',
  group: RELATIONS_GROUP,
  label: { 'zh-CN': '家庭角色', en: 'Role in the household' },
  source: HOUSEHOLDS_SOURCE,
  args: {
    roles: choices(
      { 'zh-CN': '角色', en: 'Roles' },
      RELATIONS_TO_HOLDER.map((value) => ({ value, label: KINSHIP_WORDS[value] })),
    ),
  },
  sentence: { 'zh-CN': '在家庭中是{roles}', en: 'is in the household: {roles}' },
  sql: ({ roles }, asking) => ({
    columns: { yes: `hasAny(household_roles, ${asking.param(roles, 'Array(String)')})` },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: HouseholdFacts, { roles }) => facts.some(({ role }) => roles.includes(role)),
  explain: (facts) => ({
    'zh-CN': shown(facts.map(({ role }) => KINSHIP_WORDS[role]['zh-CN']))['zh-CN'],
    en: shown(facts.map(({ role }) => KINSHIP_WORDS[role].en)).en,
  }),
});
