import { choices } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { IDENTIFIERS_SOURCE, type IdentifierFacts } from '../condition-facts/circumstances.ts';
import { PROFILE_GROUP, shown } from '../condition-facts/profile.ts';
import { IDENTIFIERS } from '../identity/identifier-kinds.ts';
import { IDENTIFIER_KINDS } from '../identity/trusted-identifiers.ts';

const OPTIONS = IDENTIFIER_KINDS.map((value) => ({ value, label: IDENTIFIERS[value].label }));

/** Is known by an identifier of one of the kinds; those that staff found wrong do not count. */
export const identifier = defineCondition({
  is: 'profile.identifier',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '有哪种标识', en: 'Identifier present' },
  source: IDENTIFIERS_SOURCE,
  args: { kinds: choices({ 'zh-CN': '标识', en: 'Identifiers' }, OPTIONS) },
  sentence: { 'zh-CN': '有标识：{kinds}', en: 'has an identifier: {kinds}' },
  sql: ({ kinds }, asking) => ({
    columns: { yes: `hasAny(identifier_kinds, ${asking.param(kinds, 'Array(String)')})` },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: IdentifierFacts, { kinds }) => kinds.some((kind) => facts.includes(kind)),
  explain: (facts) => {
    const found = OPTIONS.filter(({ value }) => facts.includes(value)).map(({ label }) => label);
    return {
      'zh-CN': shown(found.map((label) => label['zh-CN']))['zh-CN'],
      en: shown(found.map((label) => label.en)).en,
    };
  },
});
