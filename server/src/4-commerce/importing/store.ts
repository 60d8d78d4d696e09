import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';

export interface IdRange {
  readonly firstId: string;
  readonly lastId: string;
}

/** Orders that went or went back, and the records that they came with until then. */
export interface Taken {
  readonly orderIds: readonly string[];
  readonly recordIds: readonly string[];
}

/** Orders that an import created within a range of ids: gone, with their lines and versions. */
export async function deleteCreatedOrders(tx: Tx, importId: string, range: IdRange): Promise<Taken> {
  const { rows } = await sql<{ id: string; recordId: string | null }>`
    delete from commerce.orders
    where id between ${range.firstId} and ${range.lastId} and import_id = ${importId}
    returning id, record_id as "recordId"`.execute(tx);
  const ids = rows.map((row) => row.id);
  await sql`delete from commerce.order_lines where order_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from commerce.line_recipients where order_id = any(${ids}::uuid[])`.execute(tx);
  const { rows: versions } = await sql<{ recordId: string | null }>`
    delete from commerce.order_versions where order_id = any(${ids}::uuid[])
    returning record_id as "recordId"`.execute(tx);
  return { orderIds: ids, recordIds: distinctRecords([...rows, ...versions]) };
}

function distinctRecords(rows: readonly { readonly recordId: string | null }[]): string[] {
  return [...new Set(rows.flatMap((row) => row.recordId ?? []))];
}

/** Orders that went back, with the records before and after. */
export interface Restored extends Taken {
  /** What they came with once more; the caller gives them to these records' customers of today. */
  readonly returnedTo: readonly string[];
}

/** Gives orders back what they were before an import changed them; at most `limit` at once. */
export async function restoreOrders(tx: Tx, importId: string, limit: number): Promise<Restored> {
  // The oldest version that the import replaced is the state before it, however often it came by.
  const { rows } = await sql<{ orderId: string; recordId: string | null }>`
    select distinct v.order_id as "orderId", o.record_id as "recordId"
    from commerce.order_versions v join commerce.orders o on o.id = v.order_id
    where v.import_id = ${importId} limit ${limit}`.execute(tx);
  const ids = rows.map((row) => row.orderId);
  if (ids.length === 0) {
    return { orderIds: [], recordIds: [], returnedTo: [] };
  }
  const { rows: after } = await sql<{ recordId: string | null }>`
    with first as (
      select distinct on (order_id) order_id, before from commerce.order_versions
      where import_id = ${importId} and order_id = any(${ids}::uuid[]) order by order_id, version)
    update commerce.orders o
    set kind = b.kind, status = b.status, placed_at = b.placed_at, business_date = b.business_date,
      currency = b.currency, total_minor = b.total_minor, sales_minor = b.sales_minor, sales_lines = b.sales_lines,
      line_count = b.line_count, record_id = b.record_id, customer_id = b.customer_id, region = b.region,
      content_hash = b.content_hash, version = b.version, updated_at = b.updated_at
    from first, jsonb_populate_record(null::commerce.orders, first.before -> 'order') b
    where o.id = first.order_id
    returning o.record_id as "recordId"`.execute(tx);
  await sql`delete from commerce.order_lines where order_id = any(${ids}::uuid[])`.execute(tx);
  await sql`
    with first as (
      select distinct on (order_id) order_id, before from commerce.order_versions
      where import_id = ${importId} and order_id = any(${ids}::uuid[]) order by order_id, version)
    insert into commerce.order_lines
    select l.* from first, jsonb_populate_recordset(null::commerce.order_lines, first.before -> 'lines') l`.execute(tx);
  const { rows: versions } = await sql<{ recordId: string | null }>`
    delete from commerce.order_versions
    where import_id = ${importId} and order_id = any(${ids}::uuid[])
    returning record_id as "recordId"`.execute(tx);
  return { orderIds: ids, recordIds: distinctRecords([...rows, ...versions]), returnedTo: distinctRecords(after) };
}
