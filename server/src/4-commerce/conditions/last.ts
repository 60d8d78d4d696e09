import { window } from '#kernel/pure/rules/args.ts';
import { daysOf, inDays } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { countOf, greatestOf } from '#kernel/pure/rules/measures.ts';
import {
  day,
  IS_PURCHASE,
  ORDERS_GROUP,
  ORDERS_SOURCE,
  type OrderFacts,
  purchaseDays,
  windowSql,
} from '../condition-facts/purchases.ts';

/** The last purchase of all was made in the window. */
export const last = defineCondition({
  is: 'orders.last',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '最近购买', en: 'Last order' },
  source: ORDERS_SOURCE,
  args: { window: window({ 'zh-CN': '时间范围', en: 'When' }) },
  sentence: { 'zh-CN': '最近一次购买时间：{window}', en: 'bought last {window}' },
  sql: ({ window: days }, asking) => {
    const { from, to } = daysOf(days, asking.date);
    const rows = `${IS_PURCHASE} AND ${windowSql(undefined, asking)}`;
    return {
      columns: {
        bought: countOf(rows),
        day: greatestOf('business_date', rows, { otherwise: `toDate32('1900-01-01')` }),
      },
      predicate: ({ bought = '', day: found = '' }) =>
        `${bought} > 0 AND ${found} >= ${asking.param(from, 'Date32')} AND ${found} <= ${asking.param(to, 'Date32')}`,
    };
  },
  evaluate: (facts: OrderFacts, { window: days }, asking) => {
    const found = purchaseDays(facts, asking);
    return found !== null && inDays(found.last, daysOf(days, asking.date));
  },
  explain: (facts, _, asking) => day(purchaseDays(facts, asking)?.last),
});
