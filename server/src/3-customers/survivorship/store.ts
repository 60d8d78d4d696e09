import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';
import { STAFF_SOURCE } from '../identity/statement.ts';

/** A customer who has just become another one to look at. */
export interface Refreshed {
  readonly id: string;
  readonly name: string | null;
  readonly address: string | null;
  readonly region: string | null;
}

/** The order of words about one field: what staff set by hand, then the newest. */
const BEST_WORD_FIRST = sql.raw(`(source = '${STAFF_SOURCE}') desc, stated_at desc, id desc`);

/** The phone or e-mail of a row of records, unless staff said that it is wrong. */
export function rightWord(column: 'phone' | 'email'): RawBuilder<unknown> {
  const ref = sql.ref(column);
  return sql`case when ${ref} is not null and not exists (
    select from customers.withheld_identifiers w
    where w.record_id = records.id and w.kind = ${sql.lit(column)} and w.value = records.${ref}
      and w.cause = 'detached') then ${ref} end`;
}

/** The best word on a field. */
function best(column: 'name' | 'phone' | 'email' | 'address' | 'region'): RawBuilder<unknown> {
  const ref = sql.ref(column);
  const word = column === 'phone' || column === 'email' ? rightWord(column) : ref;
  return sql`(array_agg(${ref} order by ${BEST_WORD_FIRST}) filter (where ${word} is not null))[1] as ${ref}`;
}

/**
 * The profile of these customers again from their records: per field the word of staff, else the most recent one, and
 * the times of the first and the latest record. Returns who changed. Locks before it reads: of two writers the
 * second one sees what the first one added.
 */
export async function refreshProfiles(tx: Tx, customerIds: readonly string[]): Promise<Refreshed[]> {
  await lockCustomers(tx, customerIds);
  const { rows } = await sql<Refreshed>`
    update customers.customers c
    set name = p.name, phone = p.phone, email = p.email, address = p.address, region = p.region,
      attributes = p.attributes, created_at = p.created_at, updated_at = p.updated_at,
      name_pinyin = case when c.name is not distinct from p.name then c.name_pinyin end,
      name_initials = case when c.name is not distinct from p.name then c.name_initials end
    from (${bestWords(customerIds)}) p
    where c.id = p.customer_id
      and (c.name, c.phone, c.email, c.address, c.region, c.attributes, c.created_at, c.updated_at) is distinct from
        (p.name, p.phone, p.email, p.address, p.region, p.attributes, p.created_at, p.updated_at)
    returning c.id, c.name, c.address, c.region`.execute(tx);
  return rows;
}

function bestWords(customerIds: readonly string[]): RawBuilder<unknown> {
  return sql`
    select customer_id, min(created_at) as created_at, max(updated_at) as updated_at,
      ${best('name')}, ${best('phone')}, ${best('email')}, ${best('address')}, ${best('region')},
      -- Few records have attributes at all.
      case when bool_or(attributes is not null) then (
        select jsonb_object_agg(key, v) from (
          select distinct on (said.key) said.key, said.value -> 'v' as v
          from customers.records one cross join jsonb_each(one.attributes) said
          where one.customer_id = records.customer_id
          order by said.key, (one.source = ${sql.lit(STAFF_SOURCE)}) desc, said.value ->> 'at' desc, one.id desc) words
        where v <> 'null') end as attributes
    from customers.records where customer_id = any(${customerIds}::uuid[]) group by customer_id`;
}

/** Keeps others from changing these customers until the transaction ends; returns those that exist. */
export async function lockCustomers(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from customers.customers where id = any(${customerIds}::uuid[])
    order by id for no key update`.execute(tx);
  return rows.map((row) => row.id);
}

/** What names are typed as. */
export async function setNameKeys(
  tx: Tx,
  rows: readonly { readonly id: string; readonly pinyin: string | null; readonly initials: string | null }[],
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await sql`
    update customers.customers c set name_pinyin = row.pinyin, name_initials = row.initials
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.pinyin)}::text[],
      ${rows.map((row) => row.initials)}::text[]) as row (id, pinyin, initials)
    where c.id = row.id
      and (c.name_pinyin, c.name_initials) is distinct from (row.pinyin, row.initials)`.execute(tx);
}

/** Where customers live, as their region or address says. */
export async function setPlaces(
  tx: Tx,
  rows: readonly { readonly id: string; readonly text: string | null; readonly code: string | null }[],
): Promise<string[]> {
  if (rows.length === 0) {
    return [];
  }
  const { rows: moved } = await sql<{ id: string }>`
    update customers.customers c set place = row.place, division_code = row.code
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.text)}::text[],
      ${rows.map((row) => row.code)}::text[]) as row (id, place, code)
    where c.id = row.id and (c.place, c.division_code) is distinct from (row.place, row.code)
    returning c.id`.execute(tx);
  return moved.map(({ id }) => id);
}
