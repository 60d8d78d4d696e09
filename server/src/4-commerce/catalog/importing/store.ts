import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';

export interface ChangedSince {
  readonly products: number;
  readonly codes: readonly string[];
  /** The newest other import among those that did it; null when people did. */
  readonly importId: string | null;
}

/** Products of this import that somebody else wrote after it. */
export async function changedSince(tx: Tx, importId: string): Promise<ChangedSince> {
  const { rows } = await sql<{ code: string; lastImportId: string | null }>`
    select p.code, p.last_import_id as "lastImportId" from commerce.products p
    where p.last_import_id is distinct from ${importId}::uuid and (p.import_id = ${importId} or exists (
      select from commerce.product_versions v where v.product_id = p.id and v.import_id = ${importId}))
    order by p.last_import_id desc nulls last, p.code`.execute(tx);
  return {
    products: rows.length,
    codes: rows.slice(0, 3).map((row) => row.code),
    importId: rows[0]?.lastImportId ?? null,
  };
}

/** Products that an import created within a range of ids: gone, with all that is theirs. */
export async function deleteCreated(
  tx: Tx,
  importId: string,
  range: { readonly firstId: string; readonly lastId: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from commerce.products where id between ${range.firstId} and ${range.lastId} and import_id = ${importId}
    returning id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Gives changed products back what they were before the import, at most `limit` at once; returns their ids. */
export async function restoreChanged(tx: Tx, importId: string, limit: number): Promise<string[]> {
  // The oldest version that the import replaced is the state before it, however often it came by.
  const { rows } = await sql<{ id: string }>`
    select distinct product_id as id from commerce.product_versions where import_id = ${importId}
    limit ${limit}`.execute(tx);
  const ids = rows.map((row) => row.id);
  const first = sql`(
    select distinct on (v.product_id) v.product_id, v.before from commerce.product_versions v
    where v.import_id = ${importId} and v.product_id = any(${ids}::uuid[]) order by v.product_id, v.version)`;
  await sql`
    delete from commerce.skus s using ${first} as version
    where s.product_id = version.product_id
      and not exists (select from jsonb_array_elements(version.before -> 'skus') old where (old ->> 'id')::uuid = s.id)`.execute(
    tx,
  );
  await sql`
    update commerce.skus s
    set size = old.size, colour = old.colour, barcode = old.barcode, stock = old.stock
    from ${first} as version
      cross join lateral jsonb_populate_recordset(null::commerce.skus, version.before -> 'skus') as old
    where s.id = old.id`.execute(tx);
  await sql`
    update commerce.products p
    set name = old.name, name_pinyin = old.name_pinyin, name_initials = old.name_initials, brand_id = old.brand_id,
      category_id = old.category_id, kind = old.kind, material = old.material, style = old.style,
      target_group = old.target_group, description = old.description, supplier = old.supplier,
      is_one_time = old.is_one_time, version = old.version, last_import_id = old.last_import_id,
      updated_at = old.updated_at
    from ${first} as version
      cross join lateral jsonb_populate_record(null::commerce.products, version.before -> 'product') as old
    where p.id = version.product_id`.execute(tx);
  await sql`
    delete from commerce.price_changes where import_id = ${importId} and product_id = any(${ids}::uuid[])`.execute(tx);
  await sql`
    delete from commerce.product_versions where import_id = ${importId} and product_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  return ids;
}

/** What an import left beside products: keys of things that stay, brands that nobody uses. */
export async function deleteRest(tx: Tx, importId: string): Promise<void> {
  await sql`delete from commerce.product_keys where import_id = ${importId}`.execute(tx);
  await sql`
    delete from commerce.brands b where b.import_id = ${importId}
      and not exists (select from commerce.products p where p.brand_id = b.id)`.execute(tx);
}
