import { range } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { ageOn, ageSql, isBirthday } from '../condition-facts/birthday.ts';
import { PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts } from '../condition-facts/profile.ts';

/** Full years on the day asked about; nobody whose birthday is unknown. */
export const age = defineCondition({
  is: 'profile.age',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '年龄', en: 'Age' },
  words: '岁 年纪 多大 years old',
  source: PROFILE_SOURCE,
  args: {
    years: range({
      label: { 'zh-CN': '周岁', en: 'Years' },
      unit: { 'zh-CN': '岁', en: 'years' },
      min: 0,
      max: 150,
    }),
  },
  sentence: { 'zh-CN': '年龄{years}岁', en: 'is {years} years old' },
  tellsMaskedOverTime: true,
  sql: ({ years }, asking) => ({
    columns: { known: `birthday >= '1900-01-01'`, age: ageSql(asking) },
    predicate: ({ known = '', age: years0 = '' }) =>
      `${known} AND ${years0} >= 0 AND ${rangeSql(years0, years, { asking })}`,
  }),
  evaluate: (facts: ProfileFacts, { years }, { date }) => {
    const birthday = facts.attributes['birthday']?.[0];
    if (birthday === undefined || !isBirthday(birthday)) {
      return false;
    }
    const found = ageOn(birthday, date);
    return found >= 0 && inRange(found, years);
  },
  explain: (facts, _, { date }) => {
    const birthday = facts.attributes['birthday']?.[0];
    if (birthday === undefined || !isBirthday(birthday)) {
      return { 'zh-CN': '生日未知', en: 'the birthday is unknown' };
    }
    const found = ageOn(birthday, date);
    return { 'zh-CN': `${found} 岁`, en: `${found} years old` };
  },
});
