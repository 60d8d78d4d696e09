import { sql } from 'kysely';
import type { ContactChannel } from '#customers/pure';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { SuppressionReason } from './schema.ts';

export interface SuppressionRow {
  readonly id: string;
  readonly addressDigest: string | null;
  readonly addressShown: string | null;
  readonly recordId: string | null;
  readonly customerId: string | null;
  readonly channel: ContactChannel | null;
  readonly purpose: string | null;
  readonly reason: SuppressionReason;
  readonly note: string | null;
  readonly attemptId: string | null;
  readonly createdBy: string | null;
  readonly createdByName: string | null;
  readonly createdAt: Date;
  readonly until: Date | null;
}

const COLUMNS = sql.raw(`id, address_digest as "addressDigest", address_shown as "addressShown",
  record_id as "recordId", customer_id as "customerId", channel, purpose, reason, note, attempt_id as "attemptId",
  created_by as "createdBy", created_by_name as "createdByName", created_at as "createdAt", until`);

/** Of lines that an erasure left: the person may say yes again themselves. */
export const ERASED_NOTE = 'erased';

/** Adds a line unless one that says the same is in force; answers that one then. */
export async function addLine(tx: Tx, row: SuppressionRow): Promise<SuppressionRow> {
  // Two who add the same at once: the second waits and finds the first one's line.
  await sql`select pg_advisory_xact_lock(hashtextextended(${row.addressDigest ?? row.recordId ?? ''}, 5140773))`.execute(
    tx,
  );
  const { rows } = await sql<SuppressionRow>`
    select ${COLUMNS} from contact.suppressions
    where removed_at is null and address_digest is not distinct from ${row.addressDigest}
      and customer_id is not distinct from ${row.customerId}::uuid and channel is not distinct from ${row.channel}
      and purpose is not distinct from ${row.purpose} and reason = ${row.reason}
      and until is not distinct from ${row.until}::timestamptz limit 1`.execute(tx);
  if (rows[0] !== undefined) {
    return rows[0];
  }
  await sql`
    insert into contact.suppressions (id, address_digest, address_shown, record_id, customer_id, channel, purpose,
      reason, note, attempt_id, created_by, created_by_name, created_at, until)
    values (${row.id}, ${row.addressDigest}, ${row.addressShown}, ${row.recordId}, ${row.customerId}, ${row.channel},
      ${row.purpose}, ${row.reason}, ${row.note}, ${row.attemptId}, ${row.createdBy}, ${row.createdByName},
      ${row.createdAt}, ${row.until})`.execute(tx);
  return row;
}

/** Adds lines about addresses; of those that are in force already nothing is added. Returns the ids that are new. */
export async function addAddresses(tx: Tx, rows: readonly SuppressionRow[]): Promise<ReadonlySet<string>> {
  // The same lock as for one, in one order, so that none waits for the other in a ring.
  await sql`
    select pg_advisory_xact_lock(hashtextextended(digest, 5140773)) from (
      select unnest(${rows.flatMap(({ addressDigest }) => addressDigest ?? []).toSorted()}::text[]) as digest) wanted`.execute(
    tx,
  );
  const { rows: added } = await sql<{ id: string }>`
    insert into contact.suppressions (id, address_digest, address_shown, channel, purpose, reason, note, created_by,
      created_by_name, created_at, until)
    select row.id, row."addressDigest", row."addressShown", row.channel, row.purpose, row.reason, row.note,
      row."createdBy", row."createdByName", row."createdAt", null
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
      id uuid, "addressDigest" text, "addressShown" text, channel text, purpose text, reason text, note text,
      "createdBy" uuid, "createdByName" text, "createdAt" timestamptz)
    where not exists (
      select from contact.suppressions s
      where s.removed_at is null and s.address_digest = row."addressDigest"
        and s.channel is not distinct from row.channel and s.purpose is not distinct from row.purpose
        and s.reason = row.reason and s.until is null)
    returning id`.execute(tx);
  return new Set(added.map(({ id }) => id));
}

/** Lines in force about any of these addresses or this customer, newest first. */
export async function selectAbout(
  db: Db,
  about: { readonly digests: readonly string[]; readonly customerIds: readonly string[] },
): Promise<readonly SuppressionRow[]> {
  const { rows } = await sql<SuppressionRow>`
    select ${COLUMNS} from contact.suppressions
    where removed_at is null
      and (address_digest = any(${about.digests}::text[]) or customer_id = any(${about.customerIds}::uuid[]))
    order by id desc limit 100`.execute(db);
  return rows;
}

export interface SuppressionFilter {
  readonly reason: string | null;
  readonly channel: string | null;
  readonly customerId: string | null;
  readonly beforeId: string | null;
  readonly limit: number;
}

/** Those in force, newest first. */
export async function selectLines(db: Db, filter: SuppressionFilter): Promise<readonly SuppressionRow[]> {
  const { rows } = await sql<SuppressionRow>`
    select ${COLUMNS} from contact.suppressions
    where removed_at is null and (${filter.reason}::text is null or reason = ${filter.reason})
      and (${filter.channel}::text is null or channel = ${filter.channel})
      and (${filter.customerId}::uuid is null or customer_id = ${filter.customerId})
      and (${filter.beforeId}::uuid is null or id < ${filter.beforeId})
    order by id desc limit ${filter.limit}`.execute(db);
  return rows;
}

export async function lockLine(tx: Tx, id: string): Promise<SuppressionRow | undefined> {
  const { rows } = await sql<SuppressionRow>`
    select ${COLUMNS} from contact.suppressions where id = ${id} and removed_at is null for update`.execute(tx);
  return rows[0];
}

export async function removeLine(
  tx: Tx,
  id: string,
  by: { readonly at: Date; readonly name: string; readonly reason: string },
): Promise<void> {
  await sql`
    update contact.suppressions set removed_at = ${by.at}, removed_by_name = ${by.name}, removed_reason = ${by.reason}
    where id = ${id}`.execute(tx);
}

/** Ends what an address refused for a purpose, and what an erasure left: its owner wants it again. */
export async function liftOptOuts(
  tx: Tx,
  about: { readonly addressDigest: string; readonly purpose: string; readonly at: Date },
): Promise<void> {
  await sql`
    update contact.suppressions set removed_at = ${about.at}, removed_reason = 'consent given again'
    where address_digest = ${about.addressDigest} and reason = 'opted_out' and removed_at is null
      and (purpose = ${about.purpose} or (purpose is null and note = ${ERASED_NOTE}))`.execute(tx);
}
