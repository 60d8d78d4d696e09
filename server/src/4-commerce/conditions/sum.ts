import { optional } from '#kernel/pure/rules/arg-face.ts';
import { money, window } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { amount, ORDERS_GROUP, ORDERS_SOURCE, type OrderFacts, sumOf, sumSql } from '../condition-facts/purchases.ts';

/**
 * What purchases of one currency came to, with everything given back taken off: refunds of the orders and refund
 * orders, each on the day of its order. Amounts of other currencies do not count.
 */
export const sum = defineCondition({
  is: 'orders.sum',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '消费金额', en: 'Amount spent' },
  words: '花了 花费 累计 总额 买了多少钱 spend spent revenue',
  source: ORDERS_SOURCE,
  args: {
    amount: money({ 'zh-CN': '金额', en: 'Amount' }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: { 'zh-CN': '消费金额{amount}[，{window}]', en: 'spent {amount}[, {window}]' },
  sql: ({ amount: wanted, window: days }, asking) => {
    const { columns } = sumSql({ window: days, currency: wanted.currency ?? asking.currency }, asking);
    return {
      columns: { minor: columns.minor },
      predicate: ({ minor = '' }) => rangeSql(minor, wanted, { asking }),
    };
  },
  evaluate: (facts: OrderFacts, { amount: wanted, window: days }, asking) =>
    inRange(sumOf(facts, { window: days, currency: wanted.currency ?? asking.currency, asOf: asking }).minor, wanted),
  explain: (facts, { amount: wanted, window: days }, asking) => {
    const currency = wanted.currency ?? asking.currency;
    return amount(sumOf(facts, { window: days, currency, asOf: asking }).minor, currency);
  },
});
