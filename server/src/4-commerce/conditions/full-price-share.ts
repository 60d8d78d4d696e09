import { optional } from '#kernel/pure/rules/arg-face.ts';
import { range, window } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { countOf } from '#kernel/pure/rules/measures.ts';
import { PRICES_SOURCE, type PriceFacts, pricesIn } from '../condition-facts/prices.ts';
import { IS_PURCHASE, ORDERS_GROUP, windowSql } from '../condition-facts/purchases.ts';

function shareOf(facts: PriceFacts): { readonly priced: number; readonly full: number } {
  const priced = facts.filter(({ listMinor }) => listMinor > 0);
  return { priced: priced.length, full: priced.filter(({ discountMinor }) => discountMinor === 0).length };
}

/**
 * Of how many of a hundred purchases nothing was taken off the list price. Only purchases of something of a known list
 * price count; nobody without one. Compared without a division.
 */
export const fullPriceShare = defineCondition({
  is: 'orders.full_price_share',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '原价购买占比', en: 'Share of orders at full price' },
  words: '正价 全价 不打折 爱买正价 full-price undiscounted',
  source: PRICES_SOURCE,
  args: {
    percent: range({ label: { 'zh-CN': '百分比', en: 'Percent' }, unit: { 'zh-CN': '%', en: '%' }, min: 0, max: 100 }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: {
    'zh-CN': '原价购买占比{percent}%[，{window}]',
    en: 'bought {percent}% of orders at full price[, {window}]',
  },
  sql: ({ percent: { min, max }, window: days }, asking) => {
    const there = `${IS_PURCHASE} AND list_minor > 0 AND ${windowSql(days, asking)}`;
    return {
      columns: { priced: countOf(there), full: countOf(`${there} AND discount_minor = 0`) },
      predicate: ({ priced = '', full = '' }) =>
        [
          `${priced} > 0`,
          ...(min === undefined ? [] : [`${full} * 100 >= ${asking.param(min, 'Int64')} * ${priced}`]),
          ...(max === undefined ? [] : [`${full} * 100 <= ${asking.param(max, 'Int64')} * ${priced}`]),
        ].join(' AND '),
    };
  },
  evaluate: (facts: PriceFacts, { percent: { min, max }, window: days }, asking) => {
    const { priced, full } = shareOf(pricesIn(facts, days, asking));
    return (
      priced > 0 &&
      (min === undefined || full * 100 >= min * priced) &&
      (max === undefined || full * 100 <= max * priced)
    );
  },
  explain: (facts, { window: days }, asking) => {
    const { priced, full } = shareOf(pricesIn(facts, days, asking));
    return {
      'zh-CN': `有标价的 ${priced} 单中 ${full} 单是原价`,
      en: `${full} of ${priced} orders with a list price were at full price`,
    };
  },
});
