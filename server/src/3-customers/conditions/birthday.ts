import { days } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { celebratedWithin, isBirthday } from '../condition-facts/birthday.ts';
import { MASKED, PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts, shown } from '../condition-facts/profile.ts';

/**
 * Has a birthday (solar calendar) today or within so many more days. Who was born on 29 February celebrates on
 * 28 February in common years.
 */
export const birthday = defineCondition({
  is: 'profile.birthday',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '即将过生日', en: 'Birthday soon' },
  source: PROFILE_SOURCE,
  args: { within: days({ label: { 'zh-CN': '天数', en: 'Days' }, min: 0, max: 366 }) },
  sentence: { 'zh-CN': '{within}天内过生日', en: 'has a birthday within {within} days' },
  tellsMaskedOverTime: true,
  sql: ({ within }, asking) => ({
    columns: {
      yes: `birthday >= '1900-01-01' AND has(${asking.param(celebratedWithin(asking.date, within), 'Array(String)')}, substring(birthday, 6, 5))`,
    },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: ProfileFacts, { within }, { date }) => {
    const born = facts.attributes['birthday']?.[0];
    return born !== undefined && isBirthday(born) && celebratedWithin(date, within).includes(born.slice(5, 10));
  },
  // Month and day are what lists mask.
  explain: (facts) => (facts.attributes['birthday'] === undefined ? shown([]) : MASKED),
});
