import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';

export interface GoodRow {
  readonly sku: string;
  readonly productId: string;
  readonly name: string;
  readonly categoryId: string | null;
}

export interface PriceRow {
  readonly sku: string;
  readonly listMinor: number | null;
  readonly costMinor: number | null;
}

/** What every SKU is listed at and costs at an instant; of codes that differ in case only, the greater ones. */
export async function listPrices(db: Db, at: Date): Promise<PriceRow[]> {
  const { rows } = await sql<PriceRow>`
    with ruling as (
      select distinct on (l.sku_id, c.kind) l.sku_id, c.kind, l.amount_minor
      from commerce.price_changes c join commerce.price_lines l on l.change_id = c.id
      where c.kind in ('list', 'cost') and c.effective_at <= ${at} and c.cancelled_at is null
      order by l.sku_id, c.kind, c.effective_at desc, c.id desc)
    select lower(s.code) as sku, max(r.amount_minor) filter (where r.kind = 'list')::float8 as "listMinor",
      max(r.amount_minor) filter (where r.kind = 'cost')::float8 as "costMinor"
    from ruling r join commerce.skus s on s.id = r.sku_id group by lower(s.code) order by sku`.execute(db);
  return rows;
}

/** Every SKU with the product that it is of. */
export async function listGoods(db: Db): Promise<GoodRow[]> {
  const { rows } = await sql<GoodRow>`
    select lower(s.code) as sku, p.id as "productId", p.name, p.category_id as "categoryId"
    from commerce.skus s join commerce.products p on p.id = s.product_id`.execute(db);
  return rows;
}
