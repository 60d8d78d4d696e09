import { range } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { countOf, greatestOf } from '#kernel/pure/rules/measures.ts';
import {
  IS_PURCHASE,
  ORDERS_GROUP,
  ORDERS_SOURCE,
  type OrderFacts,
  purchaseDays,
  daysSince as since,
  windowSql,
} from '../condition-facts/purchases.ts';

/** Whole days from the last purchase to the day asked about; 0 is the day itself. Nobody who never bought. */
export const daysSince = defineCondition({
  is: 'orders.days_since',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '距上次购买', en: 'Days since the last order' },
  words: '多久没买 最近购买 没买 没来 沉默 沉睡 流失 recency inactive lapsed',
  source: ORDERS_SOURCE,
  args: {
    days: range({ label: { 'zh-CN': '天数', en: 'Days' }, unit: { 'zh-CN': '天', en: 'days' }, min: 0, max: 36_500 }),
  },
  sentence: { 'zh-CN': '距上次购买{days}天', en: 'last bought {days} days ago' },
  sql: ({ days }, asking) => {
    const rows = `${IS_PURCHASE} AND ${windowSql(undefined, asking)}`;
    return {
      columns: {
        bought: countOf(rows),
        day: greatestOf('business_date', rows, { otherwise: `toDate32('1900-01-01')` }),
      },
      predicate: ({ bought = '', day = '' }) =>
        `${bought} > 0 AND ${rangeSql(`dateDiff('day', ${day}, ${asking.param(asking.date, 'Date32')})`, days, { asking })}`,
    };
  },
  evaluate: (facts: OrderFacts, { days }, asking) => {
    const found = purchaseDays(facts, asking);
    return found !== null && inRange(since(found.last, asking), days);
  },
  explain: (facts, _, asking) => {
    const found = purchaseDays(facts, asking);
    if (found === null) {
      return { 'zh-CN': '没有购买过', en: 'never bought' };
    }
    const days = since(found.last, asking);
    return { 'zh-CN': `${days} 天（${found.last}）`, en: `${days} days (${found.last})` };
  },
});
