import { figure, PERCENT, read } from '../figures.ts';
import { type ScoreKind, text } from '../kind.ts';
import { peopleParams } from '../people-sql.ts';

const HIGH = figure({
  key: 'score_power_high',
  label: text('购买力：前多少算高', 'Purchasing power: the top so many are high'),
  unit: PERCENT,
  note: text('默认 20：客单价排在前 20% 的买家', 'Default 20: buyers whose average order is among the top 20%'),
  min: 1,
  max: 50,
  usual: 20,
});
const LOW = figure({
  key: 'score_power_low',
  label: text('购买力：后多少算低', 'Purchasing power: the last so many are low'),
  unit: PERCENT,
  note: text('默认 30：客单价排在后 30% 的买家', 'Default 30: buyers whose average order is among the last 30%'),
  min: 1,
  max: 50,
  usual: 30,
});

const BOUGHT = `(day, refund, money) -> refund = 0 AND money = {currency:String} AND day <= {asOf:Date32}`;

/** High, middle or low among all buyers by the average order (购买力): one third of the product pyramid. */
export const purchasingPower: ScoreKind = {
  name: 'purchasing-power',
  version: 1,
  label: text('购买力', 'Purchasing power'),
  note: text(
    '每单平均金额在全部买家中的位置：前 20% 为高，后 30% 为低，其余为中（比例可调）',
    'Where the average order stands among all buyers: the top 20% are high, the last 30% low, the rest middle (shares can be set)',
  ),
  unit: 'money',
  inputs: [
    { key: 'average', label: text('客单价', 'Average order'), unit: 'money' },
    { key: 'orders', label: text('订单', 'Orders'), unit: 'count' },
    { key: 'ahead', label: text('排在多大比例的买家之前', 'Ahead of so many buyers'), unit: 'share' },
  ],
  bands: [
    {
      key: 'high',
      label: text('高购买力', 'High'),
      note: text('高端产品与专属服务', 'High-end goods, service of their own'),
    },
    {
      key: 'middle',
      label: text('中等购买力', 'Middle'),
      note: text('主力产品，适时升级', 'The main lines; a step up in time'),
    },
    { key: 'low', label: text('低购买力', 'Low'), note: text('大众产品与入门装', 'Goods for everybody, small sizes') },
  ],
  settings: [HIGH, LOW],
  computing: {
    by: 'sql',
    sql: (asking) => ({
      sql: `SELECT customer_id, average AS value,
          multiIf(place <= ceil({high:Float64} * buyers), 'high', place > floor((1 - {low:Float64}) * buyers), 'low', 'middle') AS band,
          [average, orders, 1 - toFloat64(place) / buyers] AS inputs
        FROM (SELECT customer_id, average, orders,
            row_number() OVER (ORDER BY average DESC, customer_id) AS place, count() OVER () AS buyers
          FROM (SELECT customer_id, toFloat64(arrayCount(${BOUGHT}, order_days, order_refunds, order_currencies)) AS orders,
              arraySum(arrayMap((day, refund, money, minor) -> if(refund = 0 AND money = {currency:String} AND day <= {asOf:Date32},
                toFloat64(minor), 0), order_days, order_refunds, order_currencies, order_sales)) / orders AS average
            FROM customers_profiles FINAL WHERE notEmpty(order_days))
          WHERE orders > 0)`,
      params: {
        ...peopleParams(asking),
        high: read(asking.settings, HIGH) / 100,
        low: read(asking.settings, LOW) / 100,
      },
    }),
  },
};
