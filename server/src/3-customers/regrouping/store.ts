import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { STAFF_SOURCE } from '../identity/statement.ts';
import type { Assignment, RegroupRecord } from './regroup.ts';

/** Customers that a regrouping brings back or makes anew; their profile follows with `refreshProfiles`. */
export async function ensureCustomers(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await sql`
    insert into customers.customers (id, created_at, updated_at)
    select id, ${now}, ${now} from unnest(${ids}::uuid[]) as row (id)
    on conflict do nothing`.execute(tx);
}

/** Everything needed to regroup these customers. */
export async function regroupInput(tx: Db, customerIds: readonly string[]): Promise<RegroupRecord[]> {
  const { rows } = await sql<RegroupRecord>`
    select r.id, r.customer_id as "customerId", r.own_customer_id as "ownCustomerId",
      array(
        select s.kind || ':' || s.value from customers.trusted_identifiers s where s.record_id = r.id
        union all select 'bond:' || b.id from customers.bonds b where b.left_record_id = r.id
        union all select 'bond:' || b.id from customers.bonds b where b.right_record_id = r.id)
        as identifiers, r.source = ${STAFF_SOURCE} as "byHand"
    from customers.records r where r.customer_id = any(${customerIds}::uuid[]) order by r.id`.execute(tx);
  return rows;
}

/** Those of the ids that customers outside of `regrouped` bear. */
export async function takenIds(
  tx: Db,
  ids: readonly string[],
  regrouped: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from customers.customers
    where id = any(${ids}::uuid[]) and id <> all(${regrouped}::uuid[])`.execute(tx);
  return new Set(rows.map((row) => row.id));
}

/** Claims follow their records after a regrouping. */
export async function realignIdentifiers(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await sql`
    update customers.identifiers i set customer_id = r.customer_id
    from customers.records r join customers.trusted_identifiers s on s.record_id = r.id
    where r.customer_id = any(${customerIds}::uuid[]) and i.kind = s.kind and i.value = s.value
      and i.customer_id <> r.customer_id`.execute(tx);
}

/** Claims that no record stands for any more: what is withheld does not count. */
export async function dropIdleClaims(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await sql`
    delete from customers.identifiers i
    where i.customer_id = any(${customerIds}::uuid[]) and not exists (
      select from customers.trusted_identifiers s where s.kind = i.kind and s.value = i.value)`.execute(tx);
}

/** Sets the customer of records without leaving a trace: an undo takes the trace away. */
export async function assignRecords(tx: Tx, assignments: readonly Assignment[]): Promise<void> {
  await sql`
    update customers.records r set customer_id = row.customer_id, own_customer_id = row.own_customer_id
    from unnest(
      ${assignments.map((row) => row.recordId)}::uuid[], ${assignments.map((row) => row.customerId)}::uuid[],
      ${assignments.map((row) => row.ownCustomerId)}::uuid[]) as row (id, customer_id, own_customer_id)
    where r.id = row.id`.execute(tx);
}

/**
 * What staff set by hand about a customer whose last own record is among those about to go: it stays with the oldest
 * of the customer's other records. A record younger than what staff said was never what they spoke of.
 */
export async function reattachHandSet(tx: Tx, goingIds: readonly string[]): Promise<void> {
  await sql`
    with stays as (
      select customer_id, own_customer_id, id from customers.records
      where source <> ${STAFF_SOURCE} and id <> all(${goingIds}::uuid[])
        and customer_id in (select customer_id from customers.records where id = any(${goingIds}::uuid[])))
    update customers.records s
    set own_customer_id = (
      select stays.own_customer_id from stays where stays.customer_id = s.customer_id order by stays.id limit 1)
    from customers.records going
    where going.id = any(${goingIds}::uuid[]) and s.customer_id = going.customer_id and s.source = ${STAFF_SOURCE}
      and s.own_customer_id = going.own_customer_id and s.id > going.id
      and exists (select from stays where stays.customer_id = s.customer_id)
      and not exists (
        select from stays where stays.customer_id = s.customer_id and stays.own_customer_id = s.own_customer_id)`.execute(
    tx,
  );
}
