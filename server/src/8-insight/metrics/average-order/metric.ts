import { PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { money, ORDERS_SOURCE_TEXT } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** What a purchase comes to. */
export const averageOrder = defineMetric({
  name: 'average_order',
  label: { 'zh-CN': '客单价', en: 'Average order' },
  unit: 'money',
  formula: {
    'zh-CN': '销售额 ÷ 购买订单数，四舍五入到最小货币单位；与规则“客单价”相同',
    en: 'revenue ÷ orders, rounded to the minor unit; the same as the condition “spends on average”',
  },
  source: ORDERS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES],
  measure: (asked) => ({
    from: money(asked),
    columns: rowColumns(asked),
    value: 'sum(worth)',
    of: 'countIf(is_purchase)',
    person: '1',
  }),
});
