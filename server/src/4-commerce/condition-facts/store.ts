import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { OrderFact } from './purchases.ts';

/** The orders of these customers, with what they sold. */
export async function loadOrders(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly OrderFact[]>> {
  const { rows } = await sql<OrderFact & { customerId: string }>`
    select customer_id as "customerId", kind, status, business_date as "businessDate", currency, source,
      total_minor as "totalMinor", refunded_minor as "refundedMinor", sales_minor as "salesMinor",
      sales_lines as "salesLines", has_returns as returned, array(
        select lower(l.sku) from commerce.order_lines l
        where l.order_id = o.id and l.quantity > 0 and l.unit_price > 0) as skus
    from commerce.orders o where customer_id = any(${customerIds}::uuid[])`.execute(db);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

interface Meant {
  readonly key: string;
  readonly value: string;
}

const grouped = (rows: readonly Meant[]): ReadonlyMap<string, readonly string[]> =>
  new Map([...Map.groupBy(rows, ({ key }) => key)].map(([key, found]) => [key, found.map(({ value }) => value)]));

/** Codes of the SKUs of products, in lower case. */
export async function skusOfProducts(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<Meant>`
    select product_id::text as key, lower(code) as value from commerce.skus
    where product_id::text = any(${ids}::text[])`.execute(db);
  return grouped(rows);
}

/** Those of the products of brands. */
export async function skusOfBrands(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<Meant>`
    select p.brand_id::text as key, lower(s.code) as value
    from commerce.products p join commerce.skus s on s.product_id = p.id
    where p.brand_id::text = any(${ids}::text[])`.execute(db);
  return grouped(rows);
}

/** Those of the products of categories and of everything below them. */
export async function skusOfCategories(
  db: Db | Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<Meant>`
    with recursive tree as (
      select id as root, id from commerce.categories where id::text = any(${ids}::text[])
      union all
      select tree.root, c.id from tree join commerce.categories c on c.parent_id = tree.id)
    select tree.root::text as key, lower(s.code) as value
    from tree join commerce.products p on p.category_id = tree.id join commerce.skus s on s.product_id = p.id`.execute(
    db,
  );
  return grouped(rows);
}

/** The sources whose orders are of these shops. */
export async function sourcesOfShops(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<Meant>`
    select shop_id::text as key, source as value from commerce.shop_sources
    where shop_id::text = any(${ids}::text[])`.execute(db);
  return grouped(rows);
}

/** The sources whose orders are of shops of these sales channels. */
export async function sourcesOfChannels(
  db: Db | Tx,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<Meant>`
    select s.channel as key, f.source as value
    from commerce.shops s join commerce.shop_sources f on f.shop_id = s.id
    where s.channel = any(${keys}::text[])`.execute(db);
  return grouped(rows);
}
