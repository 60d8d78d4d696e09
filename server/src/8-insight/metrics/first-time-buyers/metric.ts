import { PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { ORDERS_SOURCE_TEXT, purchaseHistories } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How many customers bought for the first time. */
export const firstTimeBuyers = defineMetric({
  name: 'first_time_buyers',
  label: { 'zh-CN': '首次购买客户数', en: 'First-time buyers' },
  unit: 'count',
  formula: {
    'zh-CN': '首次购买落在该格内的客户数',
    en: 'customers whose first purchase ever lies in the cell',
  },
  source: ORDERS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES],
  measure: (asked) => ({
    ...purchaseHistories(asked),
    columns: rowColumns(asked),
    value: 'countIf(began)',
    person: 'began = 1',
  }),
});
