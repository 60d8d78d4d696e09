import type { Olap } from '#kernel/db/olap.ts';

export interface TotalsRow {
  readonly currency: string;
  readonly orders: string;
  readonly revenueMinor: string;
  readonly newest: string;
}

/** Sales and revenue, less what was given back, of all time, per currency; carts and cancelled orders count for nothing. */
export function readTotals(olap: Olap): Promise<TotalsRow[]> {
  return olap.rows<TotalsRow>({
    sql: `
      SELECT currency, countIf(kind = 'sale') AS orders, sum(total_minor - refunded_minor) AS revenueMinor,
        toString(toUnixTimestamp64Milli(max(placed_at))) AS newest
      FROM commerce_orders FINAL WHERE status NOT IN ('cart', 'cancelled')
      GROUP BY currency ORDER BY orders DESC`,
  });
}

/** Customers with at least one sale that was not cancelled. */
export async function countBuyers(olap: Olap): Promise<number> {
  const rows = await olap.rows<{ n: string }>({
    sql: `
      SELECT uniqExact(customer_id) AS n FROM commerce_orders FINAL
      WHERE kind = 'sale' AND status NOT IN ('cart', 'cancelled') AND customer_id != toUUID('00000000-0000-0000-0000-000000000000')`,
  });
  return Number(rows[0]?.n ?? 0);
}

export interface MonthRow {
  readonly month: string;
  readonly orders: string;
  readonly buyers: string;
  readonly newBuyers: string;
  readonly revenueMinor: string;
}

/** The last twelve months up to the newest order of one currency, months without orders included. */
export function readMonths(olap: Olap, currency: string): Promise<MonthRow[]> {
  return olap.rows<MonthRow>({
    params: { currency },
    sql: `
      WITH (SELECT toStartOfMonth(max(business_date)) FROM commerce_orders FINAL
            WHERE currency = {currency:String} AND status NOT IN ('cart', 'cancelled')) AS last_month
      SELECT toString(m.month) AS month, coalesce(any(f.orders), 0) AS orders, coalesce(any(f.buyers), 0) AS buyers,
        coalesce(any(f.new_buyers), 0) AS newBuyers, coalesce(any(f.revenue), 0) AS revenueMinor
      FROM (SELECT addMonths(last_month, -toInt32(number)) AS month FROM numbers(12)) AS m
      LEFT JOIN (
        SELECT toStartOfMonth(o.business_date) AS month, countIf(o.kind = 'sale') AS orders,
          uniqExactIf(o.customer_id, o.kind = 'sale' AND o.customer_id != toUUID('00000000-0000-0000-0000-000000000000'))
            AS buyers,
          uniqExactIf(o.customer_id, toStartOfMonth(first.first_date) = toStartOfMonth(o.business_date)
            AND first.customer_id != toUUID('00000000-0000-0000-0000-000000000000')) AS new_buyers,
          sum(o.total_minor - o.refunded_minor) AS revenue
        FROM (SELECT * FROM commerce_orders FINAL
              WHERE currency = {currency:String} AND status NOT IN ('cart', 'cancelled')
                AND business_date >= addMonths(last_month, -11)) AS o
        LEFT JOIN (
          SELECT customer_id, min(business_date) AS first_date FROM commerce_orders FINAL
          WHERE kind = 'sale' AND status NOT IN ('cart', 'cancelled') AND customer_id != toUUID('00000000-0000-0000-0000-000000000000')
          GROUP BY customer_id) AS first ON first.customer_id = o.customer_id
        GROUP BY month) AS f ON f.month = m.month
      GROUP BY m.month ORDER BY m.month`,
  });
}
