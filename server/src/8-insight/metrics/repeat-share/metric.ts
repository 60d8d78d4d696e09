import { PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { ORDERS_SOURCE_TEXT, purchases } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How many of the buyers bought more than once. */
export const repeatShare = defineMetric({
  name: 'repeat_share',
  label: { 'zh-CN': '复购率', en: 'Repeat purchase rate' },
  unit: 'share',
  formula: {
    'zh-CN': '该格内购买两次及以上的客户数 ÷ 购买客户数',
    en: 'customers with two or more purchases in the cell ÷ buyers',
  },
  source: ORDERS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES],
  measure: (asked) => ({
    from: purchases(asked),
    columns: rowColumns(asked),
    perCustomer: { bought: 'count()' },
    value: 'countIf(bought >= 2)',
    of: 'count()',
    person: 'bought >= 2',
  }),
});
