import { PLACES, rowColumns, TIMES } from '../dimensions.ts';
import { events, KNOWN, purchases } from '../facts.ts';
import { defineMetric } from '../kind.ts';

/** How many of those who came by bought. */
export const conversion = defineMetric({
  name: 'conversion',
  label: { 'zh-CN': '转化率', en: 'Conversion' },
  unit: 'share',
  formula: {
    'zh-CN': '购买客户数 ÷ 访客数，只计同期有访问记录的渠道（未归属渠道时按来源）；没有客户资料的订单各计一位',
    en: 'buyers ÷ visitors, of channels (without one: sources) with visits in the span; each order of an unknown buyer counts as one',
  },
  source: {
    'zh-CN': '订单与网站、应用行为；定义同平台的“支付转化率”：支付买家数 ÷ 访客数',
    en: 'orders and behaviour; as marketplaces define it: paying buyers ÷ visitors',
  },
  by: [...TIMES, ...PLACES],
  measure: (asked) => {
    const columns = rowColumns(asked);
    const place = `if(${columns.channel ?? `''`} = '', concat('source ', source), ${columns.channel ?? `''`})`;
    return {
      from: `SELECT customer_id, placed_at, business_date, source, visitor, toUInt64(0) AS buyer FROM (${events(asked)})
        UNION ALL
        SELECT customer_id, placed_at, business_date, source, toUInt64(0) AS visitor,
          if(${KNOWN}, cityHash64(customer_id), cityHash64(order_id, 'order')) AS buyer
        FROM (${purchases(asked)}) WHERE ${place} IN (SELECT ${place} FROM (${events(asked)}) WHERE visitor != 0)`,
      columns,
      value: 'uniqExactIf(buyer, buyer != 0)',
      of: 'uniqExactIf(visitor, visitor != 0)',
      person: 'buyer != 0',
    };
  },
});
