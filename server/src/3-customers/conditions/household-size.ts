import { range } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { HOUSEHOLDS_SOURCE, type HouseholdFacts, RELATIONS_GROUP } from '../condition-facts/circumstances.ts';

/** How many live in the household now, customers or not; nobody of whom no household is known. */
export const householdSize = defineCondition({
  is: 'household.size',
  group: RELATIONS_GROUP,
  label: { 'zh-CN': '家庭人数', en: 'Household size' },
  source: HOUSEHOLDS_SOURCE,
  args: {
    size: range({ label: { 'zh-CN': '人数', en: 'People' }, unit: { 'zh-CN': '人', en: 'people' }, min: 1, max: 100 }),
  },
  sentence: { 'zh-CN': '家庭{size}人', en: 'lives in a household of {size} people' },
  sql: ({ size }, asking) => ({
    columns: { size: 'arrayMax(household_sizes)', there: 'notEmpty(household_sizes)' },
    predicate: ({ size: found = '', there = '' }) => `${there} AND ${rangeSql(found, size, { asking })}`,
  }),
  evaluate: (facts: HouseholdFacts, { size }) =>
    facts.length > 0 && inRange(Math.max(...facts.map((one) => one.size)), size),
  explain: (facts) => {
    const found = Math.max(0, ...facts.map((one) => one.size));
    return facts.length === 0
      ? { 'zh-CN': '没有登记家庭', en: 'no household is known' }
      : { 'zh-CN': `${found} 人`, en: `${found} people` };
  },
});
