import { range } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { rhythmOf, rhythmSql, rhythmText } from '../condition-facts/intervals.ts';
import { ORDERS_GROUP, ORDERS_SOURCE, type OrderFacts } from '../condition-facts/purchases.ts';

/** The median of the days between two days of purchase; nobody who has not bought on two days. */
export const usualInterval = defineCondition({
  is: 'orders.usual_interval',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '购买间隔', en: 'Usual time between orders' },
  words: '周期 平时 多久买一次 购买频率 cycle frequency',
  source: ORDERS_SOURCE,
  args: {
    days: range({ label: { 'zh-CN': '天数', en: 'Days' }, unit: { 'zh-CN': '天', en: 'days' }, min: 1, max: 36_500 }),
  },
  sentence: { 'zh-CN': '通常每隔{days}天购买一次', en: 'usually buys every {days} days' },
  sql: ({ days: { min, max } }, asking) => {
    const { columns, read } = rhythmSql(asking);
    return {
      columns,
      predicate: (names) => {
        const { isThere, twiceUsual } = read(names);
        return `${isThere} AND ${rangeSql(twiceUsual, { min: twice(min), max: twice(max) }, { asking })}`;
      },
    };
  },
  evaluate: (facts: OrderFacts, { days: { min, max } }, asking) => {
    const found = rhythmOf(facts, asking);
    return found !== null && inRange(found.twiceUsual, { min: twice(min), max: twice(max) });
  },
  explain: (facts, _, asking) => rhythmText(rhythmOf(facts, asking)),
});

function twice(bound: number | undefined): number | undefined {
  return bound === undefined ? undefined : bound * 2;
}
