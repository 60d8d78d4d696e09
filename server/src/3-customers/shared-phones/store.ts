import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { SharedPhoneReason } from './schema.ts';

/** Those of the numbers that mean nobody in particular. */
export async function sharedAmong(tx: Tx, phones: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ phone: string }>`
    select phone from customers.shared_phones where phone = any(${phones}::text[])`.execute(tx);
  return new Set(rows.map(({ phone }) => phone));
}

export interface StoredStater {
  readonly phone: string;
  readonly recordId: string;
  readonly name: string | null;
  readonly heardAt: Date;
  /** Whether it joins the record to others. */
  readonly trusted: boolean;
}

/** The records that state each of these numbers. */
export async function statersOf(tx: Tx, phones: readonly string[]): Promise<StoredStater[]> {
  const { rows } = await sql<StoredStater>`
    select distinct s.value as phone, r.id as "recordId", r.name, r.stated_at as "heardAt",
      not exists (
        select from customers.withheld_identifiers w
        where w.record_id = r.id and w.kind = 'phone' and w.value = s.value) as trusted
    from customers.record_identifiers s join customers.records r on r.id = s.record_id
    where s.kind = 'phone' and s.value = any(${phones}::text[])`.execute(tx);
  return rows;
}

export interface SharedPhoneRow {
  readonly id: string;
  readonly phone: string;
  readonly reason: SharedPhoneReason;
  readonly note: string | null;
  readonly notedBy: string | null;
  readonly notedAt: Date;
  readonly customerIds: readonly string[];
  readonly records: number;
}

/** Numbers that join nobody from now on; those on the list already stay as they are. Returns those that are new. */
export async function addShared(
  tx: Tx,
  rows: readonly Omit<SharedPhoneRow, 'customerIds' | 'records'>[],
): Promise<ReadonlySet<string>> {
  const { rows: added } = await sql<{ phone: string }>`
    insert into customers.shared_phones (id, phone, reason, note, noted_by, noted_at)
    select * from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.phone)}::text[],
      ${rows.map((row) => row.reason)}::text[], ${rows.map((row) => row.note)}::text[],
      ${rows.map((row) => row.notedBy)}::text[], ${rows.map((row) => row.notedAt.toISOString())}::timestamptz[])
    on conflict (phone) do nothing
    returning phone`.execute(tx);
  return new Set(added.map(({ phone }) => phone));
}

/** The list, the newest first, with the customers of several records whom the number holds together. */
export async function listShared(
  db: Db,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<SharedPhoneRow[]> {
  const { rows } = await sql<SharedPhoneRow>`
    select p.id, p.phone, p.reason, p.note, p.noted_by as "notedBy", p.noted_at as "notedAt",
      (select count(distinct s.record_id) from customers.record_identifiers s
        where s.kind = 'phone' and s.value = p.phone)::integer as records,
      array(
        select r.customer_id from customers.trusted_identifiers s join customers.records r on r.id = s.record_id
        where s.kind = 'phone' and s.value = p.phone
        group by r.customer_id having count(*) > 1 order by r.customer_id limit 50) as "customerIds"
    from customers.shared_phones p
    where ${before}::uuid is null or p.id < ${before}::uuid
    order by p.id desc limit ${limit}`.execute(db);
  return rows;
}

/** Takes a number off the list; false when it is not on it. */
export async function removeShared(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`delete from customers.shared_phones where id = ${id} returning 1 as one`.execute(tx);
  return rows.length > 0;
}
