import { sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import { UNSOLD_STATUSES } from '../orders/schema.ts';
import type { BoughtLine } from './habits.ts';

/** Orders that habits are read from: enough for anybody who buys for themselves. */
const MAX_ORDERS = 1000;

/** What a customer bought, line by line, with the category that the catalogue gives each thing today. */
export async function boughtLines(
  db: Db,
  customerId: string,
  { scopeIds, zone }: { readonly scopeIds: ScopeLimit; readonly zone: string },
): Promise<BoughtLine[]> {
  const inScope = scopeIds === null ? sql`true` : sql`scope_id = any(${scopeIds}::uuid[])`;
  const { rows } = await sql<BoughtLine>`
    select o.id as "orderId", o.source, o.currency, to_char(o.placed_at at time zone ${zone}, 'YYYY-MM-DD') as day,
      extract(hour from o.placed_at at time zone ${zone})::integer as hour, p.category_id as "categoryId",
      l.quantity::float8 as units, l.amount_minor as "amountMinor"
    from (
      select * from commerce.orders
      where customer_id = ${customerId} and kind = 'sale' and status <> all(${UNSOLD_STATUSES}::text[])
        and sales_lines > 0 and ${inScope}
      order by placed_at desc, id desc limit ${MAX_ORDERS}) o
    join commerce.order_lines l on l.order_id = o.id and l.quantity > 0 and l.unit_price > 0
    left join commerce.skus s on lower(s.code) = lower(l.sku)
    left join commerce.products p on p.id = s.product_id
    order by o.placed_at desc, o.id, l.line_no`.execute(db);
  return rows;
}
