import { GOODS, PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { ORDERS_SOURCE_TEXT, purchases } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How often something was bought. */
export const orders = defineMetric({
  name: 'orders',
  label: { 'zh-CN': '购买订单数', en: 'Orders' },
  unit: 'count',
  formula: { 'zh-CN': '购买订单的笔数，含没有客户资料的订单', en: 'number of purchases, those of unknown buyers too' },
  source: ORDERS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES, ...GOODS],
  measure: (asked) => ({
    from: purchases(asked),
    columns: rowColumns(asked),
    value: asked.isPerGood ? 'uniqExact(order_id)' : 'count()',
    person: '1',
  }),
});
