import { ORDERS_SOURCE_TEXT } from '../facts.ts';
import { defineMetric } from '../kind.ts';
import { cohorts } from '../people.ts';

/** How many of those who began in a month bought again so many months later. */
export const retention = defineMetric({
  name: 'retention',
  label: { 'zh-CN': '留存率', en: 'Cohort retention' },
  unit: 'share',
  formula: {
    'zh-CN':
      '首次购买在某月（期间内）的客户中，此后第 k 个自然月有购买的客户数 ÷ 该月首次购买的客户数；第 0 个月恒为 100%。总数为第 1 个月，观察到“截至日期”为止，最后一个月可能不满',
    en: 'of those whose first purchase lies in a month (of the span): who bought in the k-th calendar month after it ÷ all of them; month 0 is always 100%. The whole is month 1. Watched up to the as-of date, so the last month may not be over',
  },
  source: {
    'zh-CN': `${ORDERS_SOURCE_TEXT['zh-CN']}；定义为按首购月份分组的逐月（非累计）留存，即同期群分析的通行定义`,
    en: `${ORDERS_SOURCE_TEXT.en}; classic cohort analysis: retention of the very month (bounded, not cumulative) by month of acquisition`,
  },
  by: ['cohort', 'offset'],
  always: ['cohort', 'offset'],
  whole: { offset: '1' },
  measure: (asked) => ({
    from: cohorts(asked),
    columns: { cohort: 'cohort', offset: 'months_since' },
    value: 'countIf(bought)',
    of: 'count()',
    person: 'bought = 1',
  }),
});
