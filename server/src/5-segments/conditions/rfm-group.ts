import { ORDERS_SOURCE, type OrderFacts } from '#commerce/pure';
import { choices } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import {
  measureIn,
  RFM_CONDITION_GROUP,
  RFM_LOOKUPS,
  rfmColumns,
  rfmOf,
  rfmScoresSql,
  rfmText,
} from '../scores/rfm/condition-facts.ts';
import { RFM_GROUP_INFO } from '../scores/rfm/groups.ts';
import { RFM_GROUPS } from '../scores/rfm/schema.ts';

/** In one of the eight groups by recency, frequency and money. */
export const rfmGroup = defineCondition({
  is: 'rfm.group',
  group: RFM_CONDITION_GROUP,
  label: { 'zh-CN': 'RFM 客户群', en: 'RFM group' },
  source: ORDERS_SOURCE,
  args: {
    groups: choices(
      { 'zh-CN': '客户群', en: 'Groups' },
      RFM_GROUPS.map((value) => ({ value, label: RFM_GROUP_INFO[value].label })),
    ),
  },
  sentence: { 'zh-CN': 'RFM 属于{groups}', en: 'RFM group is {groups}' },
  lookups: () => RFM_LOOKUPS,
  sql: ({ groups }, asking) => {
    const measure = measureIn(asking);
    if (measure === null) {
      return { columns: {}, predicate: () => '0' };
    }
    const places = groups.map((group) => RFM_GROUPS.indexOf(group));
    return {
      ...rfmColumns(measure, asking),
      predicate: (columns) => {
        const scores = rfmScoresSql(columns, measure.scale, asking);
        return `${scores.bought} AND has(${asking.param(places, 'Array(Int64)')}, ${scores.group})`;
      },
    };
  },
  evaluate: (facts: OrderFacts, { groups }, asking) => {
    const found = rfmOf(facts, asking);
    return found !== null && groups.includes(found.scores.group);
  },
  explain: (facts, _, asking) => rfmText(facts, asking),
});
