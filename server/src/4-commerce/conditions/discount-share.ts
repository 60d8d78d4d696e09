import { optional } from '#kernel/pure/rules/arg-face.ts';
import { range, window } from '#kernel/pure/rules/args.ts';
import { type AsOf, defineCondition } from '#kernel/pure/rules/condition.ts';
import { sumOf } from '#kernel/pure/rules/measures.ts';
import { PRICES_SOURCE, type PriceFacts, pricesIn, total } from '../condition-facts/prices.ts';
import { IS_PURCHASE, ORDERS_GROUP, windowSql } from '../condition-facts/purchases.ts';

type WindowOf = Parameters<typeof pricesIn>[1];

/** In the main currency: others cannot be added. */
function sumsOf(facts: PriceFacts, days: WindowOf, asking: AsOf): { readonly list: bigint; readonly off: bigint } {
  const own = pricesIn(facts, days, asking).filter(({ currency }) => currency === asking.currency);
  return { list: total(own, ({ listMinor }) => listMinor), off: total(own, ({ discountMinor }) => discountMinor) };
}

/** How many of a hundred were taken off the list prices of what somebody bought, in the main currency. Nobody of whom none is known. */
export const discountShare = defineCondition({
  is: 'orders.discount_share',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '折扣占比', en: 'Discount share' },
  words: '打折 促销 特价 sale promotion',
  source: PRICES_SOURCE,
  args: {
    percent: range({ label: { 'zh-CN': '百分比', en: 'Percent' }, unit: { 'zh-CN': '%', en: '%' }, min: 0, max: 100 }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: {
    'zh-CN': '折扣占标价{percent}%[，{window}]',
    en: 'got {percent}% off the list prices[, {window}]',
  },
  sql: ({ percent: { min, max }, window: days }, asking) => {
    const there = `${IS_PURCHASE} AND currency = ${asking.param(asking.currency, 'String')} AND ${windowSql(days, asking)}`;
    return {
      columns: { list: sumOf('list_minor', there), off: sumOf('discount_minor', there) },
      predicate: ({ list = '', off = '' }) =>
        [
          `${list} > 0`,
          ...(min === undefined ? [] : [`toInt128(${off}) * 100 >= toInt128(${asking.param(min, 'Int64')}) * ${list}`]),
          ...(max === undefined ? [] : [`toInt128(${off}) * 100 <= toInt128(${asking.param(max, 'Int64')}) * ${list}`]),
        ].join(' AND '),
    };
  },
  evaluate: (facts: PriceFacts, { percent: { min, max }, window: days }, asking) => {
    const { list, off } = sumsOf(facts, days, asking);
    return (
      list > 0n &&
      (min === undefined || off * 100n >= BigInt(min) * list) &&
      (max === undefined || off * 100n <= BigInt(max) * list)
    );
  },
  explain: (facts, { window: days }, asking) => {
    const { list, off } = sumsOf(facts, days, asking);
    if (list === 0n) {
      return { 'zh-CN': '所买商品没有标价', en: 'no list price is known of what was bought' };
    }
    const percent = (Number((off * 1000n) / list) / 10).toFixed(1);
    return { 'zh-CN': `折扣占标价 ${percent}%`, en: `${percent}% off the list prices` };
  },
});
