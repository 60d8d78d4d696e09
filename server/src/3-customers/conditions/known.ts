import { choices } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts, shown } from '../condition-facts/profile.ts';

/** Name, phone, e-mail or address is known: whoever has one of them. */
export const known = defineCondition({
  is: 'profile.known',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '已知联系方式', en: 'Known contact data' },
  source: PROFILE_SOURCE,
  args: {
    parts: choices({ 'zh-CN': '哪一项', en: 'Which' }, [
      { value: 'name', label: { 'zh-CN': '姓名', en: 'name' } },
      { value: 'phone', label: { 'zh-CN': '手机', en: 'phone' } },
      { value: 'email', label: { 'zh-CN': '邮箱', en: 'e-mail' } },
      { value: 'address', label: { 'zh-CN': '地址', en: 'address' } },
    ]),
  },
  sentence: { 'zh-CN': '已知{parts}', en: 'known: {parts}' },
  sql: ({ parts }, asking) => ({
    columns: { yes: `hasAny(known, ${asking.param(parts, 'Array(String)')})` },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: ProfileFacts, { parts }) => parts.some((part) => facts.known.includes(part)),
  explain: (facts) => shown(facts.known),
});
