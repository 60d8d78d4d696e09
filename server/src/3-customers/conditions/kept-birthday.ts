import { days } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { celebratedWithin, isBirthday } from '../condition-facts/birthday.ts';
import { birthDatesByMoon, celebratesByMoon } from '../condition-facts/moon.ts';
import { MASKED, PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts, shown } from '../condition-facts/profile.ts';

/** The field that says by which calendar somebody keeps the birthday. */
const CALENDAR = 'birthdayCalendar';
const MOON = 'lunar';

/** Has a birthday today or within so many more days, by the calendar that they keep: the moon's or, else, the sun's. */
export const keptBirthday = defineCondition({
  is: 'profile.kept_birthday',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '即将过生日（按本人历法）', en: 'Birthday soon, by their own calendar' },
  source: PROFILE_SOURCE,
  args: { within: days({ label: { 'zh-CN': '天数', en: 'Days' }, min: 0, max: 60 }) },
  sentence: {
    'zh-CN': '{within}天内按本人历法过生日',
    en: 'keeps a birthday within {within} days',
  },
  tellsMaskedOverTime: true,
  sql: ({ within }, asking) => {
    const byMoon = asking.param(birthDatesByMoon({ date: asking.date, within }), 'Array(String)');
    const bySun = asking.param(celebratedWithin(asking.date, within), 'Array(String)');
    return {
      columns: {
        yes: `birthday >= '1900-01-01' AND if(has(attributes['${CALENDAR}'], '${MOON}'), birthday IN ${byMoon}, has(${bySun}, substring(birthday, 6, 5)))`,
      },
      predicate: ({ yes = '' }) => yes,
    };
  },
  evaluate: (facts: ProfileFacts, { within }, { date }) => {
    const born = facts.attributes['birthday']?.[0];
    if (born === undefined || !isBirthday(born)) {
      return false;
    }
    return facts.attributes[CALENDAR]?.includes(MOON) === true
      ? celebratesByMoon(born, { date, within })
      : celebratedWithin(date, within).includes(born.slice(5, 10));
  },
  // Month and day are what lists mask.
  explain: (facts) => (facts.attributes['birthday'] === undefined ? shown([]) : MASKED),
});
