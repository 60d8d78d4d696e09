import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Known } from './known.ts';

/** Which products and SKUs a source may mean; all of them, or those of these keys only. */
export async function loadKeys(
  db: Db,
  source: string,
  only: { readonly products: readonly string[]; readonly skus: readonly string[] } | null,
): Promise<Pick<Known, 'productKeys' | 'skuKeys' | 'skuOwners'>> {
  const products = only === null ? sql`true` : sql`k.key = any(${only.products}::text[])`;
  const { rows: productRows } = await sql<{ key: string; code: string }>`
    select k.key, p.code from commerce.product_keys k join commerce.products p on p.id = k.product_id
    where k.source = ${source} and k.kind = 'product' and ${products}`.execute(db);
  const skus = only === null ? sql`true` : sql`k.key = any(${only.skus}::text[])`;
  const { rows: skuRows } = await sql<{ key: string; code: string }>`
    select k.key, s.code from commerce.product_keys k join commerce.skus s on s.id = k.sku_id
    where k.source = ${source} and k.kind = 'sku' and ${skus}`.execute(db);
  const codes =
    only === null ? null : [...only.skus, ...skuRows.map((row) => row.code)].map((code) => code.toLowerCase());
  const owned = codes === null ? sql`true` : sql`lower(s.code) = any(${codes}::text[])`;
  const { rows: ownerRows } = await sql<{ code: string; owner: string }>`
    select lower(s.code) as code, lower(p.code) as owner
    from commerce.skus s join commerce.products p on p.id = s.product_id where ${owned}`.execute(db);
  return {
    productKeys: new Map(productRows.map((row) => [row.key, row.code])),
    skuKeys: new Map(skuRows.map((row) => [row.key, row.code])),
    skuOwners: new Map(ownerRows.map((row) => [row.code, row.owner])),
  };
}

/** Holds products until the transaction ends, always in the same order. */
export async function lockProducts(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`select id from commerce.products where id = any(${ids}::uuid[]) order by id for update`.execute(tx);
}

/** Keeps what products were before this import changes them. */
export async function keepVersions(
  tx: Tx,
  ids: readonly string[],
  origin: { readonly importId: string; readonly now: Date },
): Promise<void> {
  await sql`
    insert into commerce.product_versions (product_id, version, import_id, before, replaced_at)
    select p.id, p.version, ${origin.importId}, jsonb_build_object('product', to_jsonb(p), 'skus', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s.position), '[]') from commerce.skus s where s.product_id = p.id)),
      ${origin.now}
    from commerce.products p where p.id = any(${ids}::uuid[])`.execute(tx);
}

export interface NewKey {
  readonly kind: 'product' | 'sku';
  readonly key: string;
  readonly productId: string;
  readonly skuId: string | null;
}

/** Remembers what a source calls things; the first word holds. */
export async function insertKeys(
  tx: Tx,
  keys: readonly NewKey[],
  origin: { readonly source: string; readonly importId: string | null; readonly now: Date },
): Promise<void> {
  await sql`
    insert into commerce.product_keys (source, kind, key, product_id, sku_id, import_id, created_at)
    select ${origin.source}, kind, key, "productId", "skuId", ${origin.importId}::uuid, ${origin.now}
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb)
      as row (kind text, key text, "productId" uuid, "skuId" uuid)
    on conflict do nothing`.execute(tx);
}
