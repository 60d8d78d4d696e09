import { defineMetric } from '../kind.ts';
import { knownCustomersWithStages, LIFECYCLE_TEXT } from '../people.ts';

/** Where customers stand between a first contact and being lost, and where they stood before. */
export const lifecycle = defineMetric({
  name: 'lifecycle',
  label: { 'zh-CN': '生命周期', en: 'Lifecycle' },
  unit: 'count',
  formula: {
    'zh-CN': '期末各生命周期阶段的客户数；按“期初阶段”拆分时为从期初当日到期末当日的流动',
    en: 'customers in each stage at the end of the span; split by the stage before, the flow since its first day',
  },
  source: LIFECYCLE_TEXT,
  by: ['stage', 'before'],
  always: ['stage'],
  measure: (asked) => ({
    from: knownCustomersWithStages(asked),
    columns: { stage: 'stage', before: 'stage_before' },
    value: 'count()',
    person: '1',
  }),
});
