import { GOODS, PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { ORDERS_SOURCE_TEXT, purchases } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How many things were sold. */
export const productUnits = defineMetric({
  name: 'product_units',
  label: { 'zh-CN': '商品销量', en: 'Units sold' },
  unit: 'count',
  formula: {
    'zh-CN': '售出商品行的数量之和',
    en: 'quantities of the lines sold',
  },
  source: ORDERS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES, ...GOODS],
  isPerGood: true,
  measure: (asked) => ({
    from: purchases(asked),
    columns: rowColumns(asked),
    value: 'round(sum(units), 6)',
    person: '1',
  }),
});
