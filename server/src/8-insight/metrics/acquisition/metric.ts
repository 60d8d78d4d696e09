import { PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { ORDERS_SOURCE_TEXT, purchaseHistories } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How many of the buyers are new. */
export const acquisition = defineMetric({
  name: 'acquisition',
  label: { 'zh-CN': '获客率', en: 'Acquisition rate' },
  unit: 'share',
  formula: {
    'zh-CN': '首次购买客户数 ÷ 购买客户数',
    en: 'first-time buyers ÷ buyers',
  },
  source: ORDERS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES],
  measure: (asked) => ({
    ...purchaseHistories(asked),
    columns: rowColumns(asked),
    value: 'countIf(began)',
    of: 'count()',
    person: 'began = 1',
  }),
});
