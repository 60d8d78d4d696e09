import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';
import { dropDecisions } from '../bonds/store.ts';
import { type RecordWords, STAFF_SOURCE } from '../identity/statement.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';

export interface HandSetRecord extends RecordWords {
  readonly id: string;
  readonly customerId: string;
  readonly key: string;
}

/** The key of what staff set by hand about a customer, whichever customer it has become part of since. */
export function handSetKey(customerId: string): string {
  return `customer:${customerId}`;
}

/** Everything that staff set by hand about a customer and about those merged into it. */
export async function handSetRecords(tx: Tx, customerId: string): Promise<HandSetRecord[]> {
  const { rows } = await sql<HandSetRecord>`
    select id, customer_id as "customerId", key, account, name, phone, email, address, region,
      stated_at as "statedAt", attributes
    from customers.records where customer_id = ${customerId} and source = ${STAFF_SOURCE} order by id`.execute(tx);
  return rows;
}

/** The customer's own hand-set record, made or replaced. */
export async function saveHandSet(
  tx: Tx,
  record: RecordWords & { readonly id: string; readonly customerId: string },
  now: Date,
): Promise<void> {
  const attributes = record.attributes === null ? null : JSON.stringify(record.attributes);
  await sql`
    insert into customers.records
      (id, customer_id, own_customer_id, source, key, name, phone, email, address, region, stated_at, attributes,
       created_at, updated_at)
    values (${record.id}, ${record.customerId}, ${record.customerId}, ${STAFF_SOURCE}, ${handSetKey(record.customerId)},
      ${record.name}, ${record.phone}, ${record.email}, ${record.address}, ${record.region}, ${record.statedAt},
      ${attributes}::jsonb, ${now}, ${now})
    on conflict (id) do update
    set name = excluded.name, phone = excluded.phone, email = excluded.email, address = excluded.address,
      region = excluded.region, stated_at = excluded.stated_at, attributes = excluded.attributes,
      updated_at = excluded.updated_at`.execute(tx);
}

/** Other hand-set records after words were taken back; when they were said stays. */
export async function replaceWords(tx: Tx, records: readonly HandSetRecord[], now: Date): Promise<void> {
  for (const record of records) {
    const attributes = record.attributes === null ? null : JSON.stringify(record.attributes);
    await sql`
      update customers.records
      set name = ${record.name}, phone = ${record.phone}, email = ${record.email}, address = ${record.address},
        region = ${record.region}, attributes = ${attributes}::jsonb, updated_at = ${now}
      where id = ${record.id}
        and (name, phone, email, address, region, attributes) is distinct from (${record.name}::text,
          ${record.phone}::text, ${record.email}::text, ${record.address}::text, ${record.region}::text,
          ${attributes}::jsonb)`.execute(tx);
  }
}

/** Forgets phones and e-mails of these records other than those to keep, and the claims that nobody states any more. */
export async function dropIdentifiersBut(
  tx: Tx,
  recordIds: readonly string[],
  kept: readonly (TrustedIdentifier & { readonly recordId: string })[],
): Promise<void> {
  await sql`
    with gone as (
      delete from customers.record_identifiers s
      where s.record_id = any(${recordIds}::uuid[]) and s.kind in ('phone', 'email') and not exists (
        select from unnest(
          ${kept.map((row) => row.recordId)}::uuid[], ${kept.map((row) => row.kind)}::text[],
          ${kept.map((row) => row.value)}::text[]) as kept (record_id, kind, value)
        where kept.record_id = s.record_id and kept.kind = s.kind and kept.value = s.value)
      returning s.record_id, s.kind, s.value)
    delete from customers.identifiers i using gone
    where i.kind = gone.kind and i.value = gone.value
      and not exists (
        select from customers.record_identifiers s
        where s.kind = gone.kind and s.value = gone.value
          and not exists (
            select from gone other
            where other.record_id = s.record_id and other.kind = s.kind and other.value = s.value))`.execute(tx);
}

/** Records without a word go, unless their customer has no other one. */
export async function deleteSilent(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) {
    const { rows } = await sql<{ id: string }>`
      delete from customers.records r where id = any(${ids}::uuid[])
        and exists (select from customers.records o where o.customer_id = r.customer_id and o.id <> all(${ids}::uuid[]))
        and not exists (select from customers.record_identifiers s where s.record_id = r.id)
      returning r.id`.execute(tx);
    await dropDecisions(
      tx,
      rows.map(({ id }) => id),
    );
  }
}

/** What staff say again joins again, whatever made it withheld. */
export async function trustAgain(
  tx: Tx,
  said: readonly (TrustedIdentifier & { readonly recordId: string })[],
): Promise<void> {
  await sql`
    delete from customers.withheld_identifiers w using unnest(
      ${said.map((row) => row.recordId)}::uuid[], ${said.map((row) => row.kind)}::text[],
      ${said.map((row) => row.value)}::text[]) as said (record_id, kind, value)
    where w.record_id = said.record_id and w.kind = said.kind and w.value = said.value`.execute(tx);
}

/** Claims identifiers for a customer; those that are claimed already stay as they are. */
export async function claimMissing(
  tx: Tx,
  claims: readonly (TrustedIdentifier & { readonly customerId: string })[],
): Promise<void> {
  await sql`
    insert into customers.identifiers (kind, value, customer_id)
    select kind, value, customer_id from unnest(
      ${claims.map((row) => row.kind)}::text[], ${claims.map((row) => row.value)}::text[],
      ${claims.map((row) => row.customerId)}::uuid[]) as claim (kind, value, customer_id)
    order by kind, value
    on conflict do nothing`.execute(tx);
}

/** Remembers which identifiers staff stated; those that are on file stay as they are. */
export async function stateMissing(
  tx: Tx,
  rows: readonly (TrustedIdentifier & { readonly recordId: string })[],
): Promise<void> {
  await sql`
    insert into customers.record_identifiers (record_id, kind, value, import_id)
    select record_id, kind, value, null from unnest(
      ${rows.map((row) => row.recordId)}::uuid[], ${rows.map((row) => row.kind)}::text[],
      ${rows.map((row) => row.value)}::text[]) as row (record_id, kind, value)
    on conflict do nothing`.execute(tx);
}
