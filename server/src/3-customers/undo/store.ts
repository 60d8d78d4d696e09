import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { dropDecisions } from '../bonds/store.ts';
import { NO_IMPORT } from '../identity/store.ts';

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

/** Those of the records whose import is undone already. */
export async function outlivingRecords(tx: Db, recordIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from customers.records where id = any(${recordIds}::uuid[]) and outlives_import`.execute(tx);
  return rows.map((row) => row.id);
}

/** Those of the records of which somebody else than the import that created them spoke since. */
export async function statedByOthers(tx: Db, recordIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct r.id from customers.records r join customers.record_versions v on v.record_id = r.id
    where r.id = any(${recordIds}::uuid[]) and v.import_id is distinct from r.import_id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Records that stay although their import is undone, because others spoke of them or facts came with them. */
export async function markOutliving(tx: Tx, recordIds: readonly string[]): Promise<void> {
  await sql`
    update customers.records set outlives_import = true where id = any(${recordIds}::uuid[])`.execute(tx);
}

/** The customers of these records. */
export async function customersOfRecords(tx: Db, recordIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct customer_id as id from customers.records where id = any(${recordIds}::uuid[])`.execute(tx);
  return rows.map((row) => row.id);
}

/** Forgets records and everything that they stated. */
export async function deleteRecords(tx: Tx, recordIds: readonly string[]): Promise<void> {
  // A statement sees the tables as they were before it, so it has to leave out what it deletes itself.
  await sql`
    with gone as (
      delete from customers.record_identifiers where record_id = any(${recordIds}::uuid[]) returning kind, value)
    delete from customers.identifiers i using gone
    where i.kind = gone.kind and i.value = gone.value
      and not exists (
        select from customers.record_identifiers s
        where s.kind = gone.kind and s.value = gone.value and s.record_id <> all(${recordIds}::uuid[]))`.execute(tx);
  await sql`delete from customers.record_versions where record_id = any(${recordIds}::uuid[])`.execute(tx);
  await dropDecisions(tx, recordIds);
  await sql`delete from customers.records where id = any(${recordIds}::uuid[])`.execute(tx);
}

/**
 * Takes an import's changes to records back; returns their ids, at most `limit` at once. Where a later import changed
 * the record too, its words stay and what it would go back to is now what this one would have gone back to.
 */
export async function restoreRecords(tx: Tx, importId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select record_id as id from customers.record_versions where import_id = ${importId} limit ${limit}`.execute(tx);
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) {
    return [];
  }
  await sql`
    with passed as (
      update customers.record_versions later set before = mine.before
      from customers.record_versions mine
      where mine.import_id = ${importId} and mine.record_id = any(${ids}::uuid[])
        and later.record_id = mine.record_id
        and later.id = (
          select min(n.id) from customers.record_versions n where n.record_id = mine.record_id and n.id > mine.id)
      returning later.record_id)
    update customers.records r
    set account = b.account, name = b.name, phone = b.phone, email = b.email, address = b.address,
      region = b.region, stated_at = b.stated_at, attributes = b.attributes, updated_at = b.updated_at
    from customers.record_versions mine, jsonb_populate_record(null::customers.records, mine.before) b
    where mine.import_id = ${importId} and mine.record_id = any(${ids}::uuid[]) and r.id = mine.record_id
      and r.id not in (select record_id from passed)`.execute(tx);
  await passIdentifiersOn(tx, importId, ids);
  await sql`
    with gone as (
      delete from customers.record_identifiers
      where record_id = any(${ids}::uuid[]) and import_id = ${importId} returning kind, value)
    delete from customers.identifiers i using gone
    where i.kind = gone.kind and i.value = gone.value
      and not exists (
        select from customers.record_identifiers s
        where s.kind = gone.kind and s.value = gone.value
          and not (s.record_id = any(${ids}::uuid[]) and s.import_id is not distinct from ${importId}::uuid))`.execute(
    tx,
  );
  await sql`
    delete from customers.withheld_identifiers w
    where w.record_id = any(${ids}::uuid[]) and w.cause <> 'detached' and not exists (
      select from customers.record_identifiers s
      where s.record_id = w.record_id and s.kind = w.kind and s.value = w.value)`.execute(tx);
  await sql`
    delete from customers.record_versions
    where import_id = ${importId} and record_id = any(${ids}::uuid[])`.execute(tx);
  return ids;
}

/** The phone and e-mail that a record still says after the import is taken back, it says by a later one. */
async function passIdentifiersOn(tx: Tx, importId: string, recordIds: readonly string[]): Promise<void> {
  await sql`
    update customers.record_identifiers s
    set import_id = (
      select nullif(later.import_id, ${NO_IMPORT}) from customers.record_versions mine
      join customers.record_versions later on later.record_id = mine.record_id and later.id > mine.id
      where mine.record_id = s.record_id and mine.import_id = ${importId} order by later.id limit 1)
    from customers.records r
    where s.record_id = any(${recordIds}::uuid[]) and s.import_id = ${importId} and r.id = s.record_id
      and ((s.kind = 'phone' and s.value = r.phone) or (s.kind = 'email' and s.value = r.email))`.execute(tx);
}

/** Moves made by an import are forgotten with it. */
export async function deleteMoves(tx: Tx, importId: string): Promise<void> {
  await sql`delete from customers.record_moves where import_id = ${importId}`.execute(tx);
}
