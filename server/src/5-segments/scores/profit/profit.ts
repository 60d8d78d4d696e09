import { PURCHASE, REFUND, WORTH } from '#commerce/pure';
import { figure, MINOR, PERCENT, read } from '../figures.ts';
import { type ScoreAsking, type ScoreKind, type ScoreSql, text } from '../kind.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';

export const MARGIN = figure({
  key: 'score_margin_percent',
  label: text('没有成本的商品按多少毛利率计', 'Margin of goods whose cost is not known'),
  unit: PERCENT,
  note: text(
    '默认 100：没有登记成本就按全部金额计入，不猜；登记了成本的商品不用这个数',
    'Default 100: goods without a stated cost count with their whole amount, nothing is guessed; goods with a cost do not use it',
  ),
  min: 0,
  max: 100,
  usual: 100,
});

export const ORDER_COST = figure({
  key: 'score_order_cost',
  label: text('每单服务成本', 'Cost of serving one order'),
  unit: MINOR,
  note: text(
    '默认 0：客服、包装、运费等每单的平均支出，填写后从利润里减去',
    'Default 0: service, packing and freight of an average order, taken off the profit once stated',
  ),
  min: 0,
  max: 1e9,
  usual: 0,
  whole: true,
});

export const RETURN_COST = figure({
  key: 'score_return_cost',
  label: text('每次退换的成本', 'Cost of one order that came back'),
  unit: MINOR,
  note: text(
    '默认 0：有退货或退款的订单，每单再减这么多',
    'Default 0: taken off once more for each order of which something was returned or refunded',
  ),
  min: 0,
  max: 1e9,
  usual: 0,
  whole: true,
});

export const PROFIT_SETTINGS = [MARGIN, ORDER_COST, RETURN_COST];

/**
 * Every buyer's profit so far: what was paid (after discounts) less what was given back, less the cost of the goods
 * kept, less what serving cost. Columns: net, cost, serving, profit, known (share of the goods whose cost is known).
 */
export function profitSql({ asOf, currency, settings, prices }: ScoreAsking): ScoreSql {
  const known = prices.filter(({ costMinor }) => costMinor !== null);
  return {
    // The share of an order that was given back takes its goods with it.
    sql: `(SELECT customer_id, toFloat64(sum(${WORTH})) AS net,
        sum(if(kind = 'sale' AND total_minor > 0, least(1, greatest(0, 1 - refunded_minor / total_minor)), 0)
          * arraySum(arrayMap((sku, quantity, minor) -> if(transform(toString(sku), {skus:Array(String)}, {costs:Array(Float64)}, -1.) >= 0,
              quantity * transform(toString(sku), {skus:Array(String)}, {costs:Array(Float64)}, 0.), minor * (1 - {margin:Float64})),
            skus, sku_quantities, sku_minor))) AS cost,
        toFloat64(countIf(kind = 'sale') * {orderCost:Int64} + countIf(kind = 'sale' AND (returned = 1 OR refunded_minor > 0)) * {returnCost:Int64}) AS serving,
        net - cost - serving AS profit,
        sum(arraySum(arrayMap((sku, minor) -> if(transform(toString(sku), {skus:Array(String)}, {costs:Array(Float64)}, -1.) >= 0, minor, 0), skus, sku_minor)))
          / greatest(1, sum(arraySum(sku_minor))) AS known
      FROM commerce_orders FINAL
      WHERE ((${PURCHASE}) OR (${REFUND})) AND business_date <= {asOf:Date32} AND currency = {currency:String}
        AND customer_id != toUUID('${NOBODY}')
      GROUP BY customer_id HAVING countIf(kind = 'sale') > 0)`,
    params: {
      asOf,
      currency,
      // An empty list has no type.
      skus: known.length === 0 ? [''] : known.map(({ sku }) => sku),
      costs: known.length === 0 ? [-1] : known.map(({ costMinor }) => costMinor ?? 0),
      margin: read(settings, MARGIN) / 100,
      orderCost: read(settings, ORDER_COST),
      returnCost: read(settings, RETURN_COST),
    },
  };
}

/** Profit per customer (可获利客户). */
export const profit: ScoreKind = {
  name: 'profit',
  version: 1,
  label: text('客户利润', 'Profit per customer'),
  note: text(
    '实付金额（已含折扣）减退款，减留下商品的成本，减服务成本；没有登记成本的商品按设置的毛利率计',
    'What was paid (after discounts) less refunds, less the cost of the goods kept, less the cost of serving; goods without a stated cost by the margin in the settings',
  ),
  unit: 'money',
  inputs: [
    { key: 'net', label: text('净收入', 'Net revenue'), unit: 'money' },
    { key: 'cost', label: text('商品成本', 'Cost of goods'), unit: 'money' },
    { key: 'serving', label: text('服务成本', 'Cost of serving'), unit: 'money' },
    { key: 'known', label: text('已知成本的商品占比', 'Share of goods with a known cost'), unit: 'share' },
  ],
  bands: [
    {
      key: 'above',
      label: text('高于平均', 'Above the mean'),
      note: text('利润在平均以上，优先保持', 'More profit than the mean of all buyers: keep them first'),
    },
    { key: 'below', label: text('有利润', 'Profitable'), note: text('有利润，低于平均', 'Profitable, below the mean') },
    {
      key: 'none',
      label: text('没有利润', 'No profit'),
      note: text(
        '带来的不够抵消成本与退款：看看是折扣还是退货',
        'Brings no more than it costs: look at discounts and returns',
      ),
    },
  ],
  settings: PROFIT_SETTINGS,
  computing: {
    by: 'sql',
    sql: (asking) => {
      const { sql, params } = profitSql(asking);
      return {
        sql: `SELECT customer_id, profit AS value, multiIf(profit <= 0, 'none', profit >= avg(profit) OVER (), 'above', 'below') AS band,
          [net, cost, serving, known] AS inputs FROM ${sql}`,
        params,
      };
    },
  },
};
