import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { CatalogueEntry, CatalogueQuestion } from '#kernel/rules/catalogues.ts';
import type { OrderPrice } from './prices.ts';
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

/** What the purchases of these customers cost, piece by piece and against the list prices of the catalogue. */
export async function loadPrices(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly OrderPrice[]>> {
  const { rows } = await sql<OrderPrice & { customerId: string }>`
    select o.customer_id as "customerId", o.business_date as "businessDate", o.currency, o.sales_minor as "salesMinor",
      coalesce((
        select round(sum(l.quantity) * 1000)::bigint from commerce.order_lines l
        where l.order_id = o.id and l.quantity > 0 and l.unit_price > 0), 0) as "thousandths",
      d.list_minor as "listMinor", d.discount_minor as "discountMinor"
    from commerce.orders o cross join lateral commerce.order_discount(o.id, o.currency, o.placed_at) d
    where o.customer_id = any(${customerIds}::uuid[]) and o.kind = 'sale' and o.status not in ('cart', 'cancelled')
      and o.sales_lines > 0`.execute(db);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/** Prices of a product became known at about an instant. */
export interface PriceNews {
  readonly productIds: readonly string[];
  readonly at: Date;
}

/**
 * Who bought something whose list price of that day is another one since prices were entered: after the instant from
 * which the price holds, or ever when it is the first.
 */
export async function customersOfPrices(db: Db | Tx, news: readonly PriceNews[]): Promise<string[]> {
  const told = news.flatMap(({ productIds, at }) => productIds.map((productId) => ({ productId, at })));
  if (told.length === 0) {
    return [];
  }
  const { rows } = await sql<{ id: string }>`
    with changed as materialized (
      select lower(s.code) as code, min(case when exists (
          select from commerce.price_changes b join commerce.price_lines bl on bl.change_id = b.id
          where b.product_id = c.product_id and b.kind = 'list' and b.cancelled_at is null and bl.sku_id = s.id
            and (b.effective_at, b.id) < (c.effective_at, c.id)) then c.effective_at else '-infinity' end) as since
      from unnest(${told.map(({ productId }) => productId)}::uuid[], ${told.map(({ at }) => at)}::timestamptz[])
        as news (product_id, at)
      join commerce.price_changes c on c.product_id = news.product_id and c.kind = 'list'
        and c.created_at between news.at - interval '1 minute' and news.at + interval '1 minute'
      join commerce.price_lines l on l.change_id = c.id join commerce.skus s on s.id = l.sku_id
      group by 1)
    select distinct o.customer_id as id
    from commerce.orders o join commerce.order_lines l on l.order_id = o.id join changed on changed.code = lower(l.sku)
    where o.placed_at >= (select min(since) from changed) and o.placed_at >= changed.since
      and o.customer_id is not null`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whose orders these are. */
export async function customersOfOrders(db: Db | Tx, orderIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct customer_id as id from commerce.orders
    where id = any(${orderIds}::uuid[]) and customer_id is not null`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whose orders lie between first and last ids. */
export async function customersOfOrderRanges(
  db: Db | Tx,
  ranges: readonly { readonly firstId: string; readonly lastId: string }[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct o.customer_id as id
    from unnest(${ranges.map(({ firstId }) => firstId)}::uuid[], ${ranges.map(({ lastId }) => lastId)}::uuid[])
      as range (first_id, last_id)
    join commerce.orders o on o.id between range.first_id and range.last_id
    where o.customer_id is not null`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whom these orders belonged to before; told once. */
export async function takeFormerOwners(
  tx: Tx,
  {
    ids,
    ranges,
  }: {
    readonly ids: readonly string[];
    readonly ranges: readonly { readonly firstId: string; readonly lastId: string }[];
  },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from commerce.former_owners f where f.order_id = any(${ids}::uuid[]) or exists (
      select from unnest(${ranges.map(({ firstId }) => firstId)}::uuid[], ${ranges.map(({ lastId }) => lastId)}::uuid[])
        as range (first_id, last_id) where f.order_id between range.first_id and range.last_id)
    returning f.customer_id as id`.execute(tx);
  return [...new Set(rows.map(({ id }) => id))];
}

/** Of every SKU whose product stands in a category: its code, and the place of its top category among all. */
export async function topCategories(
  db: Db | Tx,
): Promise<{ readonly codes: readonly string[]; readonly places: readonly number[] }> {
  const { rows } = await sql<{ code: string; place: number }>`
    with recursive tree as (
      select id, dense_rank() over (order by id)::int as place from commerce.categories where parent_id is null
      union all
      select c.id, tree.place from tree join commerce.categories c on c.parent_id = tree.id)
    select lower(s.code) as code, tree.place
    from tree join commerce.products p on p.category_id = tree.id join commerce.skus s on s.product_id = p.id`.execute(
    db,
  );
  return { codes: rows.map(({ code }) => code), places: rows.map(({ place }) => place) };
}

interface Meant {
  readonly key: string;
  readonly value: string;
}

const grouped = (rows: readonly Meant[]): ReadonlyMap<string, readonly string[]> =>
  new Map([...Map.groupBy(rows, ({ key }) => key)].map(([key, found]) => [key, found.map(({ value }) => value)]));

/** Codes of the SKUs of products, in lower case. */
export async function skusOfProducts(
  db: Db | Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<Meant>`
    select product_id::text as key, lower(code) as value from commerce.skus
    where product_id::text = any(${ids}::text[])`.execute(db);
  return grouped(rows);
}

/** Those of the products of brands. */
export async function skusOfBrands(
  db: Db | Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
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
export async function sourcesOfShops(
  db: Db | Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
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

type Table = 'products' | 'categories' | 'brands' | 'shops';

const NAMED = {
  products: sql`select id::text as value, name, false as archived from commerce.products`,
  brands: sql`select id::text as value, name, false as archived from commerce.brands`,
  shops: sql`select id::text as value, name, archived from commerce.shops`,
  // 男装 / 衬衫: the name alone stands in several places of the tree.
  categories: sql`
    with recursive tree as (
      select id, name, archived_at is not null as archived from commerce.categories where parent_id is null
      union all
      select c.id, tree.name || ' / ' || c.name, tree.archived or c.archived_at is not null
      from tree join commerce.categories c on c.parent_id = tree.id)
    select id::text as value, name, archived from tree`,
} as const satisfies Record<Table, unknown>;

/** Entries of a table that has names. What was archived is offered no more, but rules that name it go on. */
export async function entriesOf(db: Db | Tx, table: Table, question: CatalogueQuestion): Promise<CatalogueEntry[]> {
  const { values = null, names = null, text = null, limit } = question;
  const { rows } = await sql<CatalogueEntry>`
    select value, jsonb_build_object('zh-CN', name, 'en', name) as label from (${NAMED[table]}) entry
    where (${values}::text[] is null or value = any(${values}::text[]))
      and (not archived or ${values}::text[] is not null or ${names}::text[] is not null)
      and (${names}::text[] is null or name = any(${names}::text[]))
      and (${text}::text is null or strpos(lower(name), lower(${text}::text)) > 0)
    order by archived, name, value limit ${limit}`.execute(db);
  return rows;
}
