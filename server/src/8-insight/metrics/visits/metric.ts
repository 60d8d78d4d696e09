import { PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { EVENTS_SOURCE_TEXT, events } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How often somebody came by. */
export const visits = defineMetric({
  name: 'visits',
  label: { 'zh-CN': '访问次数', en: 'Visits' },
  unit: 'count',
  formula: {
    'zh-CN': '不同访问的次数；来源未给出访问编号时，同一访客一天计一次',
    en: 'different visits; where a source gives them no numbers, one a day for each visitor',
  },
  source: EVENTS_SOURCE_TEXT,
  by: [...TIMES, ...PLACES],
  measure: (asked) => ({
    from: events(asked),
    columns: rowColumns(asked),
    value: 'uniqExactIf(visit_no, visit_no != 0)',
    person: 'visit_no != 0',
  }),
});
