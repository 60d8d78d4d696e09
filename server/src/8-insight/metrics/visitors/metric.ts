import { PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { EVENTS_SOURCE_TEXT, events } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How many came by. */
export const visitors = defineMetric({
  name: 'visitors',
  label: { 'zh-CN': '访客数', en: 'Visitors' },
  unit: 'count',
  formula: {
    'zh-CN': '不同浏览器的个数；没有浏览器标识的行为按客户计。明细列出其中已认识的客户',
    en: 'different browsers; behaviour without one counts by customer. The people listed are those of them who are known',
  },
  source: EVENTS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES],
  measure: (asked) => ({
    from: events(asked),
    columns: rowColumns(asked),
    value: 'uniqExactIf(visitor, visitor != 0)',
    person: 'visitor != 0',
  }),
});
