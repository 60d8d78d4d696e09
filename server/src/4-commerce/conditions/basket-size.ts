import { optional } from '#kernel/pure/rules/arg-face.ts';
import { range, window } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { countOf, sumOf } from '#kernel/pure/rules/measures.ts';
import { PRICES_SOURCE, type PriceFacts, pricesIn, total } from '../condition-facts/prices.ts';
import { IS_PURCHASE, ORDERS_GROUP, windowSql } from '../condition-facts/purchases.ts';

const THOUSAND = 1000;

/** A bound with one decimal, in thousandths of a piece. */
function thousandths(bound: number): number {
  return Math.round(bound * 10) * (THOUSAND / 10);
}

/** How many pieces a purchase has on average; nobody without a purchase. Compared without a division. */
export const basketSize = defineCondition({
  is: 'orders.basket_size',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '每单件数', en: 'Pieces per order' },
  source: PRICES_SOURCE,
  args: {
    pieces: range({
      label: { 'zh-CN': '件数', en: 'Pieces' },
      unit: { 'zh-CN': '件', en: 'pieces' },
      min: 0,
      max: 1e6,
      decimals: 1,
    }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: { 'zh-CN': '平均每单{pieces}件[，{window}]', en: 'buys {pieces} pieces at a time[, {window}]' },
  sql: ({ pieces: { min, max }, window: days }, asking) => {
    const there = `${IS_PURCHASE} AND ${windowSql(days, asking)}`;
    const bound = (value: number): string => `toInt128(${asking.param(thousandths(value), 'Int64')})`;
    return {
      columns: { bought: countOf(there), sold: sumOf('pieces', there) },
      predicate: ({ bought = '', sold = '' }) =>
        [
          `${bought} > 0`,
          ...(min === undefined ? [] : [`toInt128(${sold}) >= ${bound(min)} * ${bought}`]),
          ...(max === undefined ? [] : [`toInt128(${sold}) <= ${bound(max)} * ${bought}`]),
        ].join(' AND '),
    };
  },
  evaluate: (facts: PriceFacts, { pieces: { min, max }, window: days }, asking) => {
    const bought = pricesIn(facts, days, asking);
    const sold = total(bought, (price) => price.thousandths);
    const times = (value: number): bigint => BigInt(thousandths(value)) * BigInt(bought.length);
    return bought.length > 0 && (min === undefined || sold >= times(min)) && (max === undefined || sold <= times(max));
  },
  explain: (facts, { window: days }, asking) => {
    const bought = pricesIn(facts, days, asking);
    if (bought.length === 0) {
      return { 'zh-CN': '没有购买', en: 'no purchase' };
    }
    const average = (Number(total(bought, (price) => price.thousandths)) / THOUSAND / bought.length).toFixed(1);
    return { 'zh-CN': `平均每单 ${average} 件`, en: `${average} pieces at a time` };
  },
});
