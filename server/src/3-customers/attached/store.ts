import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';

/** What hangs on a record and names its customer beside it. */
const TABLES = [
  'interactions',
  'notes',
  'customer_tags',
  'organisation_contacts',
  'consents',
  'confirmations',
  'confirm_requests',
  'pictures',
  'data_requests',
] as const;

/** Gives what is attached to these records to the customers that the records belong to now. */
export async function reassign(
  tx: Tx,
  records: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<void> {
  const recordIds = records.map((record) => record.recordId);
  const customerIds = records.map((record) => record.customerId);
  for (const table of TABLES) {
    await sql`
      update ${sql.table(`customers.${table}`)} t set customer_id = row.customer_id
      from unnest(${recordIds}::uuid[], ${customerIds}::uuid[]) as row (record_id, customer_id)
      where t.record_id = row.record_id and t.customer_id <> row.customer_id`.execute(tx);
  }
}

/** Those of the records that something is attached to. */
export async function usedRecords(tx: Tx, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select record_id as id from customers.interactions where record_id = any(${recordIds}::uuid[])
    union select record_id from customers.notes where record_id = any(${recordIds}::uuid[])
    union select record_id from customers.customer_tags where record_id = any(${recordIds}::uuid[])
    union select record_id from customers.organisation_contacts where record_id = any(${recordIds}::uuid[])
    union select record_id from customers.consents where record_id = any(${recordIds}::uuid[])
    union select record_id from customers.confirmations where record_id = any(${recordIds}::uuid[])
    union select record_id from customers.confirm_requests where record_id = any(${recordIds}::uuid[])
    union select record_id from customers.pictures where record_id = any(${recordIds}::uuid[])
    union select record_id from customers.data_requests where record_id = any(${recordIds}::uuid[])`.execute(tx);
  return new Set(rows.map((row) => row.id));
}
