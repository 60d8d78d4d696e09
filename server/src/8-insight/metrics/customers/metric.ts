import { defineMetric } from '../kind.ts';
import { customersAtEnd, KNOWN_CUSTOMERS_TEXT } from '../people.ts';

/** How many people the business knows. */
export const customers = defineMetric({
  name: 'customers',
  label: { 'zh-CN': '客户数', en: 'Customers' },
  unit: 'count',
  formula: {
    'zh-CN': '期末已认识的客户数，含从未购买的潜客；有多个来源的客户在每个来源各计一次',
    en: 'customers known by the end, prospects too; one with several sources counts in each of them',
  },
  source: KNOWN_CUSTOMERS_TEXT,
  by: ['source'],
  measure: (asked) => ({
    from: customersAtEnd(asked),
    columns: { source: 'source' },
    value: 'uniqExact(customer_id)',
    person: '1',
  }),
});
