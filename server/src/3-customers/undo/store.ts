import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { RegroupRecord } from '../identity/regroup.ts';

/** Ids of the records that an import created, within a range of ids. */
export async function createdRecords(
  tx: Db,
  importId: string,
  range: { readonly firstId: string; readonly lastId: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from customers.records
    where id between ${range.firstId} and ${range.lastId} and import_id = ${importId} order by id`.execute(tx);
  return rows.map((row) => row.id);
}

/** The customers of these records. */
export async function customersOfRecords(tx: Db, recordIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct customer_id as id from customers.records where id = any(${recordIds}::uuid[])`.execute(tx);
  return rows.map((row) => row.id);
}

/** Forgets records and everything that they stated. */
export async function deleteRecords(tx: Tx, recordIds: readonly string[]): Promise<void> {
  await sql`
    with gone as (
      delete from customers.record_identifiers where record_id = any(${recordIds}::uuid[]) returning kind, value)
    delete from customers.identifiers i using gone
    where i.kind = gone.kind and i.value = gone.value
      and not exists (
        select from customers.record_identifiers s
        where s.kind = gone.kind and s.value = gone.value and s.record_id <> all(${recordIds}::uuid[]))`.execute(tx);
  await sql`delete from customers.record_versions where record_id = any(${recordIds}::uuid[])`.execute(tx);
  await sql`delete from customers.records where id = any(${recordIds}::uuid[])`.execute(tx);
}

/** Gives records back what they said before the import; returns their ids. At most `limit` at once. */
export async function restoreRecords(tx: Tx, importId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with before as (
      delete from customers.record_versions
      where (record_id, import_id) in (
        select record_id, import_id from customers.record_versions where import_id = ${importId} limit ${limit})
      returning record_id, before)
    update customers.records r
    set account = b.account, name = b.name, phone = b.phone, email = b.email, address = b.address,
      region = b.region, stated_at = b.stated_at, updated_at = b.updated_at
    from before, jsonb_populate_record(null::customers.records, before.before) b
    where r.id = before.record_id
    returning r.id`.execute(tx);
  const ids = rows.map((row) => row.id);
  await sql`
    with gone as (
      delete from customers.record_identifiers
      where record_id = any(${ids}::uuid[]) and import_id = ${importId} returning kind, value, record_id)
    delete from customers.identifiers i using gone
    where i.kind = gone.kind and i.value = gone.value
      and not exists (
        select from customers.record_identifiers s
        where s.kind = gone.kind and s.value = gone.value
          and not (s.record_id = any(${ids}::uuid[]) and s.import_id is not distinct from ${importId}::uuid))`.execute(
    tx,
  );
  return ids;
}

/** Everything needed to regroup these customers. */
export async function regroupInput(tx: Db, customerIds: readonly string[]): Promise<RegroupRecord[]> {
  const { rows } = await sql<RegroupRecord>`
    select r.id, r.customer_id as "customerId",
      array(select s.kind || ':' || s.value from customers.record_identifiers s where s.record_id = r.id)
        as identifiers,
      array(select m.from_customer_id::text from customers.record_moves m where m.record_id = r.id order by m.id)
        as "formerCustomers"
    from customers.records r where r.customer_id = any(${customerIds}::uuid[]) order by r.id`.execute(tx);
  return rows;
}

/** Moves made by an import are forgotten with it. */
export async function deleteMoves(tx: Tx, importId: string): Promise<void> {
  await sql`delete from customers.record_moves where import_id = ${importId}`.execute(tx);
}

/** Claims follow their records after a regrouping. */
export async function realignIdentifiers(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await sql`
    update customers.identifiers i set customer_id = r.customer_id
    from customers.records r join customers.record_identifiers s on s.record_id = r.id
    where r.customer_id = any(${customerIds}::uuid[]) and i.kind = s.kind and i.value = s.value
      and i.customer_id <> r.customer_id`.execute(tx);
}

/** Sets the customer of records without leaving a trace: an undo takes the trace away. */
export async function assignRecords(
  tx: Tx,
  assignments: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<void> {
  await sql`
    update customers.records r set customer_id = row.customer_id
    from unnest(
      ${assignments.map((row) => row.recordId)}::uuid[], ${assignments.map((row) => row.customerId)}::uuid[])
      as row (id, customer_id)
    where r.id = row.id`.execute(tx);
}
