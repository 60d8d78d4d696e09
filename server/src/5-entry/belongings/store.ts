import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ErasureSubject, runErasing, type TouchedRows } from '#kernel/erasure/participant.ts';

/** Tables whose rows came with a record of a customer. */
export const OWNED = ['submissions', 'forms', 'field_notes', 'slips'] as const;
export type Owned = (typeof OWNED)[number];

export async function reassign(
  tx: Tx,
  records: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<void> {
  const recordIds = records.map(({ recordId }) => recordId);
  const customerIds = records.map(({ customerId }) => customerId);
  for (const table of OWNED) {
    await sql`
      update ${sql.table(`entry.${table}`)} t set customer_id = row.customer_id
      from unnest(${recordIds}::uuid[], ${customerIds}::uuid[]) as row (record_id, customer_id)
      where t.record_id = row.record_id and t.customer_id <> row.customer_id`.execute(tx);
  }
}

/** Those of the records that something came with. */
export async function usedRecords(tx: Tx, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const table of OWNED) {
    const { rows } = await sql<{ id: string }>`
      select distinct record_id as id from ${sql.table(`entry.${table}`)}
      where record_id = any(${recordIds}::uuid[])`.execute(tx);
    for (const { id } of rows) {
      found.add(id);
    }
  }
  return found;
}

/** How many rows came with each of the records. */
export async function countByRecord(
  reader: Db | Tx,
  table: Owned,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select record_id as id, count(*)::integer as count from ${sql.table(`entry.${table}`)}
    where record_id = any(${recordIds}::uuid[]) group by record_id`.execute(reader);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Sent back before that day and never handed in again, at most `limit`. */
export async function rejectedBefore(reader: Db | Tx, before: Date, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from entry.submissions where state = 'rejected' and decided_at < ${before} order by id limit ${limit}`.execute(
    reader,
  );
  return rows.map(({ id }) => id);
}

export async function deleteSubmissions(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`delete from entry.submissions where id = any(${ids}::uuid[]) and state = 'rejected'`.execute(tx);
}

/** What is personal goes, amounts and dates stay; who waits with the same number is nobody any more. */
export function eraseEntries(tx: Tx, { recordIds, pattern }: ErasureSubject): Promise<TouchedRows> {
  const ids = [...recordIds];
  return runErasing(tx, [
    [
      'submissions',
      sql`update entry.submissions set shown = '{"name": "", "phone": ""}', reason = null
        where record_id = any(${ids}::uuid[])`,
    ],
    [
      'submissions',
      sql`delete from entry.submissions where state <> 'accepted' and ${pattern}::text is not null
        and normalize(person::text, nfkc) ~ ${pattern}::text`,
    ],
    ['forms', sql`update entry.forms set age = null, card_number = '' where record_id = any(${ids}::uuid[])`],
    [
      'field_notes',
      sql`update entry.field_notes set text = null, changes = null, reason = null where record_id = any(${ids}::uuid[])`,
    ],
    ['slips', sql`update entry.slips set card = '' where record_id = any(${ids}::uuid[])`],
    [
      'slips',
      sql`update entry.slips set card = '', state = 'dismissed' where state = 'unsettled'
        and ${pattern}::text is not null and normalize(card, nfkc) ~ ${pattern}::text`,
    ],
  ]);
}
