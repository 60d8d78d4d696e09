import { days } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { isBirthday } from '../condition-facts/birthday.ts';
import { birthDatesByMoon, celebratesByMoon } from '../condition-facts/moon.ts';
import { MASKED, PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts, shown } from '../condition-facts/profile.ts';

/** Has a birthday by the moon today or within so many more days, whatever calendar they keep. */
export const lunarBirthday = defineCondition({
  is: 'profile.lunar_birthday',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '即将过农历生日', en: 'Birthday by the moon soon' },
  source: PROFILE_SOURCE,
  args: { within: days({ label: { 'zh-CN': '天数', en: 'Days' }, min: 0, max: 60 }) },
  sentence: { 'zh-CN': '{within}天内过农历生日', en: 'has a birthday by the moon within {within} days' },
  tellsMaskedOverTime: true,
  sql: ({ within }, asking) => ({
    columns: {
      yes: `birthday IN ${asking.param(birthDatesByMoon({ date: asking.date, within }), 'Array(String)')}`,
    },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: ProfileFacts, { within }, { date }) => {
    const born = facts.attributes['birthday']?.[0];
    return born !== undefined && isBirthday(born) && celebratesByMoon(born, { date, within });
  },
  // Month and day are what lists mask.
  explain: (facts) => (facts.attributes['birthday'] === undefined ? shown([]) : MASKED),
});
