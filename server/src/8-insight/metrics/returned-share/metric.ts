import { PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { ORDERS_SOURCE_TEXT, purchasesAndRefunds } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How many of the purchases came back. */
export const returnedShare = defineMetric({
  name: 'returned_share',
  label: { 'zh-CN': '退货率', en: 'Share of orders returned' },
  unit: 'share',
  formula: {
    'zh-CN': '（有退货或退款的购买订单 + 退款单，至多等于购买订单数）÷ 购买订单数；与规则“退货率”相同',
    en: '(purchases of which goods or money came back + refund orders, at most all purchases) ÷ orders; the same as the condition',
  },
  source: ORDERS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES],
  measure: (asked) => ({
    from: purchasesAndRefunds(asked),
    columns: rowColumns(asked),
    value: 'least(countIf(came_back), countIf(is_purchase))',
    of: 'countIf(is_purchase)',
    person: 'came_back',
  }),
});
