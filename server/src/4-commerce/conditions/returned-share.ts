import { optional } from '#kernel/pure/rules/arg-face.ts';
import { range, window } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { countOf } from '#kernel/pure/rules/measures.ts';
import {
  IS_PURCHASE,
  IS_REFUND,
  inWindow,
  isPurchase,
  isRefund,
  ORDERS_GROUP,
  ORDERS_SOURCE,
  type OrderFacts,
  windowSql,
} from '../condition-facts/purchases.ts';

/** Purchases of which something came back (goods or money), and refund orders, which are no part of a purchase. */
function shareOf(orders: OrderFacts): { readonly bought: number; readonly back: number } {
  const purchases = orders.filter(isPurchase);
  const touched = purchases.filter(({ returned, refundedMinor }) => returned || refundedMinor > 0);
  return { bought: purchases.length, back: touched.length + orders.filter(isRefund).length };
}

/**
 * Of how many of a hundred purchases something came back; at most all of them. 0 says: nothing ever. Nobody without a
 * purchase. Compared without a division.
 */
export const returnedShare = defineCondition({
  is: 'orders.returned_share',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '退货率', en: 'Share of orders returned' },
  words: '退货 退款 退过 returns refunds',
  source: ORDERS_SOURCE,
  args: {
    percent: range({ label: { 'zh-CN': '百分比', en: 'Percent' }, unit: { 'zh-CN': '%', en: '%' }, min: 0, max: 100 }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: { 'zh-CN': '退货率{percent}%[，{window}]', en: 'returned {percent}% of orders[, {window}]' },
  sql: ({ percent: { min, max }, window: days }, asking) => {
    const there = windowSql(days, asking);
    return {
      columns: {
        bought: countOf(`${IS_PURCHASE} AND ${there}`),
        back: countOf(`${IS_PURCHASE} AND came_back = 1 AND ${there}`),
        refunds: countOf(`${IS_REFUND} AND ${there}`),
      },
      predicate: ({ bought = '', back = '', refunds = '' }) =>
        [
          `${bought} > 0`,
          ...(min === undefined
            ? []
            : [`least(${back} + ${refunds}, ${bought}) * 100 >= ${asking.param(min, 'Int64')} * ${bought}`]),
          ...(max === undefined
            ? []
            : [`least(${back} + ${refunds}, ${bought}) * 100 <= ${asking.param(max, 'Int64')} * ${bought}`]),
        ].join(' AND '),
    };
  },
  evaluate: (facts: OrderFacts, { percent: { min, max }, window: days }, asking) => {
    const { bought, back } = shareOf(inWindow(facts, days, asking));
    const hundred = Math.min(back, bought) * 100;
    return (
      bought > 0 && (min === undefined || hundred >= min * bought) && (max === undefined || hundred <= max * bought)
    );
  },
  explain: (facts, { window: days }, asking) => {
    const { bought, back } = shareOf(inWindow(facts, days, asking));
    return {
      'zh-CN': `${bought} 单中有 ${Math.min(back, bought)} 单退货或退款`,
      en: `${Math.min(back, bought)} of ${bought} orders came back or were refunded`,
    };
  },
});
