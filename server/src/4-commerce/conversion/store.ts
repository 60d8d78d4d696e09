import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';

/** When somebody bought first and last; null: never (any more). */
export interface OrderDates {
  readonly customerId: string;
  readonly firstOrderAt: Date | null;
  readonly lastOrderAt: Date | null;
}

/** Of the orders table: what is a purchase. */
const PURCHASE = sql.raw(
  `customer_id is not null and kind = 'sale' and status not in ('cart', 'cancelled') and sales_lines > 0`,
);

/**
 * Orders of these ranges are new: they can only make a first purchase earlier and a last one later, so nothing else
 * is looked at. Answers the customers for whom that is so.
 */
export async function widenDates(
  tx: Tx,
  ranges: readonly { readonly firstId: string; readonly lastId: string }[],
): Promise<OrderDates[]> {
  const { rows } = await sql<OrderDates>`
    with fresh as (
      select o.customer_id, o.id, o.placed_at
      from unnest(${ranges.map((range) => range.firstId)}::uuid[], ${ranges.map((range) => range.lastId)}::uuid[])
        as range (first_id, last_id)
      join commerce.orders o on o.id between range.first_id and range.last_id
      where ${PURCHASE}),
    ends as (
      select customer_id,
        (array_agg(id order by placed_at, id))[1] as first_id, min(placed_at) as first_at,
        (array_agg(id order by placed_at desc, id desc))[1] as last_id, max(placed_at) as last_at
      from fresh group by customer_id)
    insert into commerce.order_dates as known (customer_id, first_order_id, first_order_at, last_order_id, last_order_at)
    select customer_id, first_id, first_at, last_id, last_at from ends order by customer_id
    on conflict (customer_id) do update
      set first_order_id = case when excluded.first_order_at < known.first_order_at
          then excluded.first_order_id else known.first_order_id end,
        first_order_at = least(known.first_order_at, excluded.first_order_at),
        last_order_id = case when excluded.last_order_at > known.last_order_at
          then excluded.last_order_id else known.last_order_id end,
        last_order_at = greatest(known.last_order_at, excluded.last_order_at)
      where excluded.first_order_at < known.first_order_at or excluded.last_order_at > known.last_order_at
    returning customer_id as "customerId", first_order_at as "firstOrderAt", last_order_at as "lastOrderAt"`.execute(
    tx,
  );
  return rows;
}

/** Customers who have these orders now, and those whose first or last purchase one of them was. */
export async function touchedCustomers(
  tx: Tx,
  touched: {
    readonly orderIds: readonly string[];
    readonly ranges: readonly { readonly firstId: string; readonly lastId: string }[];
  },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from commerce.orders
    where id = any(${touched.orderIds}::uuid[]) and customer_id is not null
    union
    select customer_id from commerce.order_dates where first_order_id = any(${touched.orderIds}::uuid[])
    union
    select customer_id from commerce.order_dates where last_order_id = any(${touched.orderIds}::uuid[])
    union
    select d.customer_id
    from unnest(${touched.ranges.map((range) => range.firstId)}::uuid[],
      ${touched.ranges.map((range) => range.lastId)}::uuid[]) as range (first_id, last_id)
    join commerce.order_dates d on d.first_order_id between range.first_id and range.last_id
      or d.last_order_id between range.first_id and range.last_id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Works the dates of these customers out anew. Answers all of them, with nulls for who has no purchase left. */
export async function recomputeDates(tx: Tx, customerIds: readonly string[]): Promise<OrderDates[]> {
  if (customerIds.length === 0) {
    return [];
  }
  await sql`delete from commerce.order_dates where customer_id = any(${customerIds}::uuid[])`.execute(tx);
  const { rows } = await sql<OrderDates>`
    insert into commerce.order_dates (customer_id, first_order_id, first_order_at, last_order_id, last_order_at)
    select customer_id, (array_agg(id order by placed_at, id))[1], min(placed_at),
      (array_agg(id order by placed_at desc, id desc))[1], max(placed_at)
    from commerce.orders where customer_id = any(${customerIds}::uuid[]) and ${PURCHASE}
    group by customer_id order by customer_id
    returning customer_id as "customerId", first_order_at as "firstOrderAt", last_order_at as "lastOrderAt"`.execute(
    tx,
  );
  const bought = new Set(rows.map((row) => row.customerId));
  const never = customerIds.filter((id) => !bought.has(id));
  return [...rows, ...never.map((customerId) => ({ customerId, firstOrderAt: null, lastOrderAt: null }))];
}
