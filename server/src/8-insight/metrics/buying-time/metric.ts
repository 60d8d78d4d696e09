import { PLACES, rowColumns } from '../dimensions.ts';
import { ORDERS_SOURCE_TEXT, purchases } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** When in the week people buy. */
export const buyingTime = defineMetric({
  name: 'buying_time',
  label: { 'zh-CN': '购买时间', en: 'Buying time' },
  unit: 'count',
  formula: {
    'zh-CN': '按下单的星期与小时统计的购买订单数，按营业时区',
    en: 'purchases by weekday and hour of the order, in the zone of the business',
  },
  source: ORDERS_SOURCE_TEXT,
  by: ['weekday', 'hour', ...PLACES],
  always: ['weekday', 'hour'],
  measure: (asked) => ({ from: purchases(asked), columns: rowColumns(asked), value: 'count()', person: '1' }),
});
