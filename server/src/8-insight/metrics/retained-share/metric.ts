import { addDays, daysBetween } from '#kernel/pure/dates.ts';
import { PLACES, rowColumns } from '../dimensions.ts';
import { ORDERS_SOURCE_TEXT, purchases } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How many of the buyers of before came back. */
export const retainedShare = defineMetric({
  name: 'retained_share',
  label: { 'zh-CN': '保留率', en: 'Retention rate' },
  unit: 'share',
  formula: {
    'zh-CN': '紧邻的前一段相同天数内的购买客户中，本期又购买的客户数 ÷ 前一段的购买客户数',
    en: 'of the buyers of as many days right before: those who bought in the span ÷ all of them',
  },
  source: ORDERS_SOURCE_TEXT,
  by: PLACES,
  measure: (asked) => {
    const start = addDays(asked.from, -(daysBetween(asked.from, asked.to) + 1));
    const first = asked.param(asked.from, 'Date32');
    return {
      from: purchases({ ...asked, from: start }),
      columns: rowColumns(asked),
      perCustomer: { earlier: `countIf(business_date < ${first})`, later: `countIf(business_date >= ${first})` },
      value: 'countIf(earlier > 0 AND later > 0)',
      of: 'countIf(earlier > 0)',
      person: 'earlier > 0 AND later > 0',
    };
  },
});
