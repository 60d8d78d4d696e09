import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';

export interface IdRange {
  readonly firstId: string;
  readonly lastId: string;
}

/** Orders that an import created within a range of ids: gone, with their lines and versions. Returns their ids. */
export async function deleteCreatedOrders(tx: Tx, importId: string, range: IdRange): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from commerce.orders
    where id between ${range.firstId} and ${range.lastId} and import_id = ${importId}
    returning id`.execute(tx);
  const ids = rows.map((row) => row.id);
  await sql`delete from commerce.order_lines where order_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from commerce.order_versions where order_id = any(${ids}::uuid[])`.execute(tx);
  return ids;
}

/**
 * The newest import that changed orders after this one did (or after this one created them), if any: it has to be
 * undone first.
 */
export async function laterImport(tx: Tx, importId: string): Promise<string | null> {
  const { rows } = await sql<{ importId: string }>`
    select later.import_id as "importId"
    from commerce.order_versions later join commerce.orders o on o.id = later.order_id
    where later.import_id is not null and later.import_id <> ${importId}
      and (o.import_id = ${importId} or exists (
        select from commerce.order_versions mine
        where mine.order_id = later.order_id and mine.import_id = ${importId} and mine.version < later.version))
    order by later.replaced_at desc limit 1`.execute(tx);
  return rows[0]?.importId ?? null;
}

/** Gives orders back what they were before an import changed them; returns their ids, at most `limit` at once. */
export async function restoreOrders(tx: Tx, importId: string, limit: number): Promise<string[]> {
  // The oldest version that the import replaced is the state before it, however often it came by.
  const { rows } = await sql<{ orderId: string }>`
    select distinct order_id as "orderId" from commerce.order_versions
    where import_id = ${importId} limit ${limit}`.execute(tx);
  const ids = rows.map((row) => row.orderId);
  if (ids.length === 0) {
    return [];
  }
  await sql`
    with first as (
      select distinct on (order_id) order_id, before from commerce.order_versions
      where import_id = ${importId} and order_id = any(${ids}::uuid[]) order by order_id, version)
    update commerce.orders o
    set kind = b.kind, status = b.status, placed_at = b.placed_at, business_date = b.business_date,
      currency = b.currency, total_minor = b.total_minor, sales_minor = b.sales_minor, sales_lines = b.sales_lines,
      line_count = b.line_count, record_id = b.record_id, region = b.region, content_hash = b.content_hash,
      version = b.version, updated_at = b.updated_at,
      -- Its record may have been regrouped since: the customer is the record's customer of today.
      customer_id = case when o.record_id is not distinct from b.record_id then o.customer_id else b.customer_id end
    from first, jsonb_populate_record(null::commerce.orders, first.before -> 'order') b
    where o.id = first.order_id`.execute(tx);
  await sql`delete from commerce.order_lines where order_id = any(${ids}::uuid[])`.execute(tx);
  await sql`
    with first as (
      select distinct on (order_id) order_id, before from commerce.order_versions
      where import_id = ${importId} and order_id = any(${ids}::uuid[]) order by order_id, version)
    insert into commerce.order_lines
    select l.* from first, jsonb_populate_recordset(null::commerce.order_lines, first.before -> 'lines') l`.execute(tx);
  await sql`
    delete from commerce.order_versions
    where import_id = ${importId} and order_id = any(${ids}::uuid[])`.execute(tx);
  return ids;
}
