import { rowColumns } from '../dimensions.ts';
import { defineMetric } from '../kind.ts';
import { KNOWN_CUSTOMERS_TEXT, knownCustomers } from '../people.ts';

/** How many people the business came to know. */
export const newCustomers = defineMetric({
  name: 'new_customers',
  label: { 'zh-CN': '新增客户数', en: 'New customers' },
  unit: 'count',
  formula: {
    'zh-CN': '在期间内被认识的客户数：最早的来源记录进入系统之日，若首次购买更早则为首次购买之日',
    en: 'customers who became known in the span: on the day of their oldest record, or of their first purchase if that is earlier',
  },
  source: KNOWN_CUSTOMERS_TEXT,
  by: ['day', 'week', 'month', 'source'],
  measure: (asked) => {
    const { day = '', week = '', month = '' } = rowColumns(asked);
    return {
      from: `SELECT *, known_since AS business_date FROM (${knownCustomers(asked)})
        WHERE known_since >= ${asked.param(asked.from, 'Date32')} AND known_since <= ${asked.param(asked.to, 'Date32')}`,
      columns: { day, week, month, source: 'source' },
      value: 'uniqExact(customer_id)',
      person: '1',
    };
  },
});
