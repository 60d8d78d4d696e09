import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';

export interface GoodRow {
  readonly sku: string;
  readonly productId: string;
  readonly name: string;
  readonly categoryId: string | null;
}

/** Every SKU with the product that it is of. */
export async function listGoods(db: Db): Promise<GoodRow[]> {
  const { rows } = await sql<GoodRow>`
    select lower(s.code) as sku, p.id as "productId", p.name, p.category_id as "categoryId"
    from commerce.skus s join commerce.products p on p.id = s.product_id`.execute(db);
  return rows;
}
