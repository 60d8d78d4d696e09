import { optional } from '#kernel/pure/rules/arg-face.ts';
import { money, window } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { amount, ORDERS_GROUP, ORDERS_SOURCE, type OrderFacts, sumOf, sumSql } from '../condition-facts/purchases.ts';

/** What a purchase came to on average, refunds taken off; nobody without a purchase. Compared without a division. */
export const average = defineCondition({
  is: 'orders.average',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '客单价', en: 'Average order value' },
  words: '客单价 平均 average',
  source: ORDERS_SOURCE,
  args: {
    amount: money({ 'zh-CN': '金额', en: 'Amount' }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: { 'zh-CN': '客单价{amount}[，{window}]', en: 'spends {amount} on average[, {window}]' },
  sql: ({ amount: { min, max, currency }, window: days }, asking) => ({
    ...sumSql({ window: days, currency: currency ?? asking.currency }, asking),
    predicate: ({ count = '', minor = '' }) =>
      [
        `${count} > 0`,
        // Int128: a bound of 10^15 times a million orders does not fit 64 bits.
        ...(min === undefined ? [] : [`toInt128(${minor}) >= toInt128(${asking.param(min, 'Int64')}) * ${count}`]),
        ...(max === undefined ? [] : [`toInt128(${minor}) <= toInt128(${asking.param(max, 'Int64')}) * ${count}`]),
      ].join(' AND '),
  }),
  evaluate: (facts: OrderFacts, { amount: { min, max, currency }, window: days }, asking) => {
    const { count, minor } = sumOf(facts, { window: days, currency: currency ?? asking.currency, asOf: asking });
    const [sum, n] = [BigInt(minor), BigInt(count)];
    return count > 0 && (min === undefined || sum >= BigInt(min) * n) && (max === undefined || sum <= BigInt(max) * n);
  },
  explain: (facts, { amount: { currency: named }, window: days }, asking) => {
    const currency = named ?? asking.currency;
    const { count, minor } = sumOf(facts, { window: days, currency, asOf: asking });
    return count === 0 ? { 'zh-CN': '没有购买', en: 'no purchase' } : amount(Math.round(minor / count), currency);
  },
});
