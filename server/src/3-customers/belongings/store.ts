import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

/** Tables whose rows name the record that they came with. */
export type AttachedTable =
  | 'interactions'
  | 'notes'
  | 'customer_tags'
  | 'organisation_contacts'
  | 'consents'
  | 'confirmations'
  | 'pictures'
  | 'data_requests';

/** How many rows came with each of the records. */
export async function countByRecord(
  reader: Db | Tx,
  table: AttachedTable,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select record_id as id, count(*)::integer as count from ${sql.table(`customers.${table}`)}
    where record_id = any(${recordIds}::uuid[]) ${table === 'notes' ? sql`and removed_at is null` : sql``}
    group by record_id`.execute(reader);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** When the newest interactions that the customers themselves began took place. */
export async function interactionMoments(
  reader: Db | Tx,
  recordIds: readonly string[],
  { limit }: { readonly limit: number },
): Promise<{ readonly recordId: string; readonly at: Date }[]> {
  const { rows } = await sql<{ recordId: string; at: Date }>`
    select record_id as "recordId", occurred_at as at from customers.interactions
    where record_id = any(${recordIds}::uuid[]) and direction = 'in' order by occurred_at desc limit ${limit}`.execute(
    reader,
  );
  return rows;
}

/** How many records staff set values by hand with. */
export async function handSetRecords(
  reader: Db | Tx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string }>`
    select id from customers.records where id = any(${recordIds}::uuid[]) and source = 'staff'`.execute(reader);
  return new Map(rows.map(({ id }) => [id, 1]));
}
