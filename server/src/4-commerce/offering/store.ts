import { sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import type { ProductState } from '../catalog/listing/states.ts';
import { UNSOLD_STATUSES } from '../orders/schema.ts';

export interface OfferedRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly imageId: string | null;
  readonly categoryId: string | null;
  readonly brand: { readonly id: string; readonly name: string } | null;
  readonly isOneTime: boolean;
  readonly state: ProductState;
  readonly targetGroup: string | null;
  readonly stock: number;
}

/** Products as they are offered: of these ids, or those whose target group is stated. */
export async function offeredProducts(
  db: Db,
  wanted: { readonly ids: readonly string[] } | { readonly limit: number },
): Promise<OfferedRow[]> {
  const which = 'ids' in wanted ? sql`p.id = any(${wanted.ids}::uuid[])` : sql`p.target_group is not null`;
  const limit = 'ids' in wanted ? wanted.ids.length : wanted.limit;
  const { rows } = await sql<OfferedRow>`
    select p.id, p.code, p.name, p.category_id as "categoryId", p.is_one_time as "isOneTime", p.state,
      p.target_group as "targetGroup",
      case when b.id is null then null else jsonb_build_object('id', b.id, 'name', b.name) end as brand,
      (select i.id from commerce.product_images i where i.product_id = p.id order by i.position, i.id limit 1) as "imageId",
      coalesce((select sum(greatest(s.stock, 0)) from commerce.skus s where s.product_id = p.id), 0)::float8 as stock
    from commerce.products p left join commerce.brands b on b.id = p.brand_id where ${which} order by p.id desc limit ${limit}`.execute(
    db,
  );
  return rows;
}

/** Whether anybody states stock here: a level of 0 everywhere means that nobody does. */
export async function hasStock(db: Db): Promise<boolean> {
  const { rows } = await sql`select from commerce.skus where stock <> 0 limit 1`.execute(db);
  return rows.length > 0;
}

/** SKUs on sale by category, and how many of them are in stock. */
export async function onSale(
  db: Db,
): Promise<readonly { readonly categoryId: string | null; readonly skus: number; readonly inStock: number }[]> {
  const { rows } = await sql<{ categoryId: string | null; skus: number; inStock: number }>`
    select p.category_id as "categoryId", count(*)::integer as skus,
      count(*) filter (where s.stock > 0)::integer as "inStock"
    from commerce.products p join commerce.skus s on s.product_id = p.id
    where p.state = 'on' group by p.category_id`.execute(db);
  return rows;
}

/** Orders that a history is made of: enough for anybody who buys for themselves. */
const MAX_ORDERS = 300;

export interface BoughtProduct {
  readonly orderId: string;
  readonly day: string;
  readonly productId: string;
}

/** Which products of the catalogue a customer bought, order by order, the oldest first. */
export async function boughtProducts(db: Db, customerId: string, scopeIds: ScopeLimit): Promise<BoughtProduct[]> {
  const inScope = scopeIds === null ? sql`true` : sql`scope_id = any(${scopeIds}::uuid[])`;
  const { rows } = await sql<BoughtProduct>`
    select distinct o.placed_at, o.id as "orderId", o.business_date as day, s.product_id as "productId"
    from (
      select id, placed_at, business_date from commerce.orders
      where customer_id = ${customerId} and kind = 'sale' and status <> all(${UNSOLD_STATUSES}::text[])
        and sales_lines > 0 and ${inScope}
      order by placed_at desc, id desc limit ${MAX_ORDERS}) o
    join commerce.order_lines l on l.order_id = o.id and l.quantity > 0 and l.unit_price > 0
    join commerce.skus s on lower(s.code) = lower(l.sku)
    order by o.placed_at, o.id, s.product_id`.execute(db);
  return rows;
}

/** A brand of the catalogue with the SKUs (in lower case, as orders have them) sold under it. */
export interface BrandGoods {
  readonly id: string;
  readonly name: string;
  readonly skus: readonly string[];
}

/** The SKUs of each of these brands; a brand that is gone is left out. */
export async function brandGoods(db: Db, ids: readonly string[]): Promise<BrandGoods[]> {
  const { rows } = await sql<BrandGoods>`
    select b.id, b.name, coalesce(array_agg(distinct lower(s.code)) filter (where s.id is not null), '{}') as skus
    from commerce.brands b left join commerce.products p on p.brand_id = b.id
      left join commerce.skus s on s.product_id = p.id
    where b.id = any(${ids}::uuid[]) group by b.id, b.name`.execute(db);
  return rows;
}

/** The same of the products of each of these groups of categories. */
export async function categorySkus(db: Db, categoryIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ sku: string }>`
    select distinct lower(s.code) as sku from commerce.products p join commerce.skus s on s.product_id = p.id
    where p.category_id = any(${categoryIds}::uuid[])`.execute(db);
  return rows.map(({ sku }) => sku);
}
