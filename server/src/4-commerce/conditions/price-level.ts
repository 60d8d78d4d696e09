import { optional } from '#kernel/pure/rules/arg-face.ts';
import { money, type Window, window } from '#kernel/pure/rules/args.ts';
import { type AsOf, defineCondition } from '#kernel/pure/rules/condition.ts';
import { sumOf } from '#kernel/pure/rules/measures.ts';
import { PRICES_SOURCE, type PriceFacts, pricesIn, total } from '../condition-facts/prices.ts';
import { amount, IS_PURCHASE, ORDERS_GROUP, windowSql } from '../condition-facts/purchases.ts';

const THOUSAND = 1000n;

function sumsOf(
  facts: PriceFacts,
  { days, currency }: { readonly days: Window | undefined; readonly currency: string },
  asOf: AsOf,
): { readonly paid: bigint; readonly sold: bigint } {
  const own = pricesIn(facts, days, asOf).filter((price) => price.currency === currency);
  return { paid: total(own, ({ salesMinor }) => salesMinor), sold: total(own, ({ thousandths }) => thousandths) };
}

/** What one piece cost on average, of purchases of one currency; nobody who bought none. Compared without a division. */
export const priceLevel = defineCondition({
  is: 'orders.price_level',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '价位', en: 'Price level' },
  words: '价位 价格带 正价 贵 便宜 price',
  source: PRICES_SOURCE,
  args: {
    amount: money({ 'zh-CN': '每件金额', en: 'Amount for a piece' }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: { 'zh-CN': '平均每件{amount}[，{window}]', en: 'pays {amount} for a piece on average[, {window}]' },
  sql: ({ amount: { min, max, currency }, window: days }, asking) => {
    const own = currency ?? asking.currency;
    const there = `${IS_PURCHASE} AND currency = ${asking.param(own, 'String')} AND ${windowSql(days, asking)}`;
    const times = (bound: number, sold: string): string => `toInt128(${asking.param(bound, 'Int64')}) * ${sold}`;
    return {
      columns: { paid: sumOf('sales_minor', there), sold: sumOf('pieces', there) },
      predicate: ({ paid = '', sold = '' }) =>
        [
          `${sold} > 0`,
          ...(min === undefined ? [] : [`toInt128(${paid}) * 1000 >= ${times(min, sold)}`]),
          ...(max === undefined ? [] : [`toInt128(${paid}) * 1000 <= ${times(max, sold)}`]),
        ].join(' AND '),
    };
  },
  evaluate: (facts: PriceFacts, { amount: { min, max, currency }, window: days }, asking) => {
    const { paid, sold } = sumsOf(facts, { days, currency: currency ?? asking.currency }, asking);
    return (
      sold > 0n &&
      (min === undefined || paid * THOUSAND >= BigInt(min) * sold) &&
      (max === undefined || paid * THOUSAND <= BigInt(max) * sold)
    );
  },
  explain: (facts, { amount: { currency: named }, window: days }, asking) => {
    const currency = named ?? asking.currency;
    const { paid, sold } = sumsOf(facts, { days, currency }, asking);
    return sold === 0n
      ? { 'zh-CN': '没有购买', en: 'no purchase' }
      : amount(Number((paid * THOUSAND) / sold), currency);
  },
});
