import { GOODS, PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { ORDERS_SOURCE_TEXT, ofCurrency, purchases } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** What things were sold for. */
export const productSales = defineMetric({
  name: 'product_sales',
  label: { 'zh-CN': '商品销售额', en: 'Product sales' },
  unit: 'money',
  formula: {
    'zh-CN': '售出商品行的金额之和，退款不分摊到商品；按币种分别计算',
    en: 'amounts of the lines sold; refunds are of orders and not taken off; by currency',
  },
  source: ORDERS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES, ...GOODS],
  isPerGood: true,
  measure: (asked) => ({
    from: ofCurrency(purchases(asked), asked),
    columns: rowColumns(asked),
    value: 'sum(sold_minor)',
    person: '1',
  }),
});
