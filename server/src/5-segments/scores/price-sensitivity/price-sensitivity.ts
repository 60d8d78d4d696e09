import { PURCHASE } from '#commerce/pure';
import { figure, PERCENT, read } from '../figures.ts';
import { type ScoreKind, text } from '../kind.ts';

export const DISCOUNT_FROM = figure({
  key: 'score_discount_percent',
  label: text(
    '价格敏感度：低于吊牌价多少算折扣购买',
    'Price sensitivity: how far below the list price a purchase is a bargain',
  ),
  unit: PERCENT,
  note: text(
    '默认 5：实付比吊牌价低 5% 以上算折扣；抹零与满减的零头不算',
    'Default 5: paid at least 5 % less than the list price; rounding off does not count',
  ),
  min: 0,
  max: 99,
  usual: 5,
});

export const HIGH_SHARE = figure({
  key: 'score_sensitive_high_percent',
  label: text('价格敏感度：折扣订单占多少为高', 'Price sensitivity: share of bargains from which it is high'),
  unit: PERCENT,
  note: text('默认 70；低于 30 为低', 'Default 70; below 30 it is low'),
  min: 30,
  max: 100,
  usual: 70,
});

/** The share of purchases made only below the list price (价格敏感程度). */
export const priceSensitivity: ScoreKind = {
  name: 'price-sensitivity',
  version: 1,
  label: text('价格敏感度', 'Price sensitivity'),
  note: text(
    '商品实付合计低于当前吊牌价合计的订单占比；没有吊牌价的商品不计，一单里都没有就不算这一单',
    'Share of orders whose goods cost less than their list prices of the day together; goods without a list price are left out, and orders of nothing else',
  ),
  unit: 'share',
  inputs: [
    { key: 'bargains', label: text('折扣订单', 'Orders below the list price'), unit: 'count' },
    { key: 'orders', label: text('可比的订单', 'Orders that can be compared'), unit: 'count' },
    { key: 'discount', label: text('平均折扣', 'Mean discount'), unit: 'share' },
  ],
  bands: [
    {
      key: 'high',
      label: text('高', 'High'),
      note: text('几乎只在打折时买：活动与优惠券', 'Buys at a discount only: promotions and coupons'),
    },
    { key: 'medium', label: text('中', 'Medium'), note: text('时而等折扣', 'Waits for discounts now and then') },
    {
      key: 'low',
      label: text('低', 'Low'),
      note: text('按原价买：新品与服务，不必打折', 'Pays the full price: novelties and service, no discount needed'),
    },
  ],
  settings: [DISCOUNT_FROM, HIGH_SHARE],
  computing: {
    by: 'sql',
    sql: ({ asOf, currency, settings, prices }) => {
      const known = prices.filter(({ listMinor }) => listMinor !== null && listMinor > 0);
      return {
        sql: `SELECT customer_id, bargains / orders AS value,
            multiIf(value >= {high:Float64}, 'high', value < 0.3, 'low', 'medium') AS band, [bargains, orders, 1 - paid / listed] AS inputs
          FROM (SELECT customer_id, toFloat64(count()) AS orders, toFloat64(countIf(order_paid < order_listed * (1 - {discount:Float64}))) AS bargains,
              sum(order_paid) AS paid, sum(order_listed) AS listed
            FROM (SELECT customer_id,
                arrayMap(sku -> transform(toString(sku), {skus:Array(String)}, {lists:Array(Float64)}, 0.), skus) AS unit_lists,
                arraySum(arrayMap((unit, minor) -> if(unit > 0, minor, 0), unit_lists, sku_minor)) AS order_paid,
                arraySum(arrayMap((unit, quantity) -> unit * quantity, unit_lists, sku_quantities)) AS order_listed
              FROM commerce_orders FINAL
              WHERE ${PURCHASE} AND business_date <= {asOf:Date32} AND currency = {currency:String} AND customer_id != toUUID('00000000-0000-0000-0000-000000000000'))
            WHERE order_listed > 0 GROUP BY customer_id)`,
        params: {
          asOf,
          currency,
          skus: known.length === 0 ? [''] : known.map(({ sku }) => sku),
          lists: known.length === 0 ? [0] : known.map(({ listMinor }) => listMinor ?? 0),
          discount: read(settings, DISCOUNT_FROM) / 100,
          high: read(settings, HIGH_SHARE) / 100,
        },
      };
    },
  },
};
