import { PURCHASE } from '#commerce/pure';
import { DAYS, figure, read } from '../figures.ts';
import { type ScoreKind, text } from '../kind.ts';

export const LOOK_BACK = figure({
  key: 'score_selection_days',
  label: text('挑选时间：下单前多少天内的浏览算数', 'Selection time: days before an order whose views count'),
  unit: DAYS,
  note: text('默认 7：更早的浏览多半是另一次兴趣', 'Default 7: older views mostly belong to another interest'),
  min: 1,
  max: 90,
  usual: 7,
  whole: true,
});

/** From the first view of something bought to the order (客户挑选时间的长短). */
export const selectionTime: ScoreKind = {
  name: 'selection-time',
  version: 1,
  label: text('挑选时间', 'Selection time'),
  note: text(
    '从第一次浏览所买商品到下单的分钟数，各单平均；没有浏览记录的订单不算',
    'Minutes from the first view of something bought to the order, the mean of the orders; orders without a view do not count',
  ),
  unit: 'minutes',
  inputs: [
    { key: 'orders', label: text('有浏览记录的订单', 'Orders with a view'), unit: 'count' },
    { key: 'shortest', label: text('最短', 'Shortest'), unit: 'minutes' },
    { key: 'longest', label: text('最长', 'Longest'), unit: 'minutes' },
  ],
  bands: [
    {
      key: 'quick',
      label: text('当场决定', 'At once'),
      note: text('一小时以内：一键下单与常购清单', 'Within an hour: one-click ordering and usual goods'),
    },
    {
      key: 'day',
      label: text('当天决定', 'Within a day'),
      note: text('当天：购物车提醒', 'The same day: a reminder of the cart'),
    },
    {
      key: 'slow',
      label: text('反复挑选', 'Takes time'),
      note: text('一天以上：比较、评价与顾问', 'More than a day: comparisons, reviews, advice'),
    },
  ],
  settings: [LOOK_BACK],
  computing: {
    by: 'sql',
    sql: ({ asOf, currency, settings }) => ({
      sql: `SELECT customer_id, avg(minutes) AS value, multiIf(value < 60, 'quick', value < 1440, 'day', 'slow') AS band,
          [toFloat64(count()), min(minutes), max(minutes)] AS inputs
        FROM (SELECT bought.customer_id AS customer_id, order_id, dateDiff('second', min(seen.at), any(placed_at)) / 60 AS minutes
          FROM (SELECT customer_id, order_id, placed_at, toString(arrayJoin(arrayDistinct(skus))) AS sku FROM commerce_orders FINAL
            WHERE ${PURCHASE} AND business_date <= {asOf:Date32} AND currency = {currency:String}) AS bought
          INNER JOIN (SELECT customer_id, lower(sku) AS sku, at FROM behaviour_events FINAL
            WHERE kind = 'product_view' AND sku != '' AND customer_id != toUUID('00000000-0000-0000-0000-000000000000')) AS seen
            ON seen.customer_id = bought.customer_id AND seen.sku = bought.sku
          WHERE seen.at <= placed_at AND seen.at >= placed_at - toIntervalDay({days:Int64})
          GROUP BY customer_id, order_id)
        GROUP BY customer_id`,
      params: { asOf, currency, days: read(settings, LOOK_BACK) },
    }),
  },
};
