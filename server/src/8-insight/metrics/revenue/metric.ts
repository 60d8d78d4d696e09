import { PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { money, ORDERS_SOURCE_TEXT } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** What was sold less what was given back. */
export const revenue = defineMetric({
  name: 'revenue',
  label: { 'zh-CN': '销售额', en: 'Revenue' },
  unit: 'money',
  formula: {
    'zh-CN': '购买订单金额 − 其中已退款金额 − 退款单金额；按币种分别计算，从不相加',
    en: 'totals of purchases − what was given back of them − refund orders; by currency, never added',
  },
  source: ORDERS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES],
  measure: (asked) => ({
    from: money(asked),
    columns: rowColumns(asked),
    value: 'sum(worth)',
    person: '1',
  }),
});
