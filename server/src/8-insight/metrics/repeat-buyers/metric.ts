import { PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { ORDERS_SOURCE_TEXT, purchaseHistories } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How many buyers were customers already. */
export const repeatBuyers = defineMetric({
  name: 'repeat_buyers',
  label: { 'zh-CN': '再次购买客户数', en: 'Returning buyers' },
  unit: 'count',
  formula: {
    'zh-CN': '该格的购买客户数 − 首次购买落在该格内的客户数',
    en: 'buyers of the cell − those whose first purchase ever lies in it',
  },
  source: ORDERS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES],
  measure: (asked) => ({
    ...purchaseHistories(asked),
    columns: rowColumns(asked),
    value: 'countIf(began = 0)',
    person: 'began = 0',
  }),
});
