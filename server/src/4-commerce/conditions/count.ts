import { optional } from '#kernel/pure/rules/arg-face.ts';
import { range, window } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { countOf } from '#kernel/pure/rules/measures.ts';
import {
  IS_PURCHASE,
  ORDERS_GROUP,
  ORDERS_SOURCE,
  type OrderFacts,
  purchasesIn,
  times,
  windowSql,
} from '../condition-facts/purchases.ts';

/** How often somebody bought: sales that were not cancelled and sold something. Who never bought did so 0 times. */
export const count = defineCondition({
  is: 'orders.count',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '购买次数', en: 'Number of orders' },
  words: '买过 买了 几次 两次 多少次 复购 回头客 老客 bought times repeat',
  source: ORDERS_SOURCE,
  args: {
    count: range({ label: { 'zh-CN': '次数', en: 'Times' }, unit: { 'zh-CN': '次', en: 'times' }, min: 0, max: 1e6 }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: { 'zh-CN': '购买{count}次[，{window}]', en: 'bought {count} times[, {window}]' },
  sql: ({ count: wanted, window: days }, asking) => {
    const rows = `${IS_PURCHASE} AND ${windowSql(days, asking)}`;
    return {
      columns: { bought: countOf(rows) },
      predicate: ({ bought = '' }) => rangeSql(bought, wanted, { asking }),
    };
  },
  evaluate: (facts: OrderFacts, { count: wanted, window: days }, asking) =>
    inRange(purchasesIn(facts, days, asking).length, wanted),
  explain: (facts, { window: days }, asking) => times(purchasesIn(facts, days, asking).length),
});
