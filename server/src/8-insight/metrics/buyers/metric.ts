import { GOODS, PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { KNOWN, ORDERS_SOURCE_TEXT, purchases } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How many different customers bought. */
export const buyers = defineMetric({
  name: 'buyers',
  label: { 'zh-CN': '购买客户数', en: 'Buyers' },
  unit: 'count',
  formula: {
    'zh-CN': '有购买订单的不同客户数，合并后的客户只计一次；各行之和可能大于总数',
    en: 'different customers with a purchase, merged ones once; rows may add up to more than the whole',
  },
  source: ORDERS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES, ...GOODS],
  measure: (asked) => ({
    from: purchases(asked),
    columns: rowColumns(asked),
    value: `uniqExactIf(customer_id, ${KNOWN})`,
    person: '1',
  }),
});
