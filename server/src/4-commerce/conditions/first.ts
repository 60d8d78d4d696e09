import { window } from '#kernel/pure/rules/args.ts';
import { daysOf, inDays } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { countOf, leastOf } from '#kernel/pure/rules/measures.ts';
import {
  day,
  IS_PURCHASE,
  ORDERS_GROUP,
  ORDERS_SOURCE,
  type OrderFacts,
  purchaseDays,
  windowSql,
} from '../condition-facts/purchases.ts';

/** The first purchase of all was made in the window. */
export const first = defineCondition({
  is: 'orders.first',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '首次购买', en: 'First order' },
  source: ORDERS_SOURCE,
  args: { window: window({ 'zh-CN': '时间范围', en: 'When' }) },
  sentence: { 'zh-CN': '首次购买时间：{window}', en: 'bought first {window}' },
  sql: ({ window: days }, asking) => {
    const { from, to } = daysOf(days, asking.date);
    const rows = `${IS_PURCHASE} AND ${windowSql(undefined, asking)}`;
    return {
      columns: { bought: countOf(rows), day: leastOf('business_date', rows, { otherwise: `toDate32('2299-12-31')` }) },
      predicate: ({ bought = '', day: found = '' }) =>
        `${bought} > 0 AND ${found} >= ${asking.param(from, 'Date32')} AND ${found} <= ${asking.param(to, 'Date32')}`,
    };
  },
  evaluate: (facts: OrderFacts, { window: days }, asking) => {
    const found = purchaseDays(facts, asking);
    return found !== null && inDays(found.first, daysOf(days, asking.date));
  },
  explain: (facts, _, asking) => day(purchaseDays(facts, asking)?.first),
});
