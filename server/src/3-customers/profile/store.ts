import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { StoredValue } from '../identity/attributes.ts';

export interface CustomerRow {
  readonly id: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly address: string | null;
  readonly region: string | null;
  readonly account: string | null;
  readonly sources: string[];
  readonly tags: { readonly id: string; readonly name: string }[];
  readonly attributes: Readonly<Record<string, StoredValue>> | null;
  readonly firstOrderAt: Date | null;
  readonly lastOrderAt: Date | null;
  readonly createdAt: Date;
}

export interface RecordRow {
  readonly id: string;
  readonly source: string;
  readonly account: string | null;
  readonly name: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly identifiers: { readonly kind: string; readonly shared: boolean }[];
}

/** What a list shows of a customer `c`: account and sources of those records that the asker may see. */
export function customerColumns(scopeIds: ScopeLimit): RawBuilder<unknown> {
  const inScope = scopeIds === null ? sql`` : sql`and (r.source = 'staff' or r.scope_id = any(${scopeIds}::uuid[]))`;
  return sql`
  c.id, c.name, c.phone, c.email, c.address, c.region, c.attributes, c.created_at as "createdAt",
  c.first_order_at as "firstOrderAt", c.last_order_at as "lastOrderAt",
  (select r.account from customers.records r where r.customer_id = c.id and r.account is not null ${inScope}
    order by r.id limit 1) as account,
  array(select distinct r.source from customers.records r where r.customer_id = c.id ${inScope} order by r.source) as sources,
  coalesce((
    select jsonb_agg(distinct jsonb_build_object('id', t.id, 'name', t.name))
    from customers.customer_tags ct join customers.tags t on t.id = ct.tag_id where ct.customer_id = c.id), '[]') as tags`;
}

/** Limits to customers with a record in the actor's scopes; who was erased is seen by nobody. */
export function visible(scopeIds: ScopeLimit): RawBuilder<unknown> {
  return scopeIds === null
    ? sql`c.erased_at is null`
    : sql`(c.erased_at is null and exists (
        select from customers.records r where r.customer_id = c.id and r.scope_id = any(${scopeIds}::uuid[])))`;
}

/** When the person was erased; null for everybody else. */
export async function erasedAt(db: Db, id: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`
    select erased_at as at from customers.erasures where customer_id = ${id}`.execute(db);
  return rows[0]?.at ?? null;
}

export async function findCustomer(db: Db, id: string, scopeIds: ScopeLimit): Promise<CustomerRow | undefined> {
  const { rows } = await sql<CustomerRow>`
    select ${customerColumns(scopeIds)} from customers.customers c where c.id = ${id} and ${visible(scopeIds)}`.execute(
    db,
  );
  return rows[0];
}

/** Those of the ids that the actor may see, as a list shows them. */
export async function findCustomers(db: Db, ids: readonly string[], scopeIds: ScopeLimit): Promise<CustomerRow[]> {
  const { rows } = await sql<CustomerRow>`
    select ${customerColumns(scopeIds)} from customers.customers c
    where c.id = any(${ids}::uuid[]) and ${visible(scopeIds)}`.execute(db);
  return rows;
}

/** Those of the ids that the actor may see. */
export async function visibleAmong(db: Db, ids: readonly string[], scopeIds: ScopeLimit): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from customers.customers c where c.id = any(${ids}::uuid[]) and ${visible(scopeIds)}`.execute(db);
  return rows.map((row) => row.id);
}

/** The records of a customer that the actor may see, with the kinds of identifier that each shares with another one. */
export async function recordsOf(db: Db, customerId: string, scopeIds: ScopeLimit): Promise<RecordRow[]> {
  const inScope = scopeIds === null ? sql`true` : sql`r.scope_id = any(${scopeIds}::uuid[])`;
  const { rows } = await sql<RecordRow>`
    select r.id, r.source, r.account, r.name, r.created_at as "createdAt", r.updated_at as "updatedAt",
      coalesce((
        select jsonb_agg(jsonb_build_object('kind', s.kind, 'shared', exists (
          select from customers.trusted_identifiers o where o.kind = s.kind and o.value = s.value
            and o.record_id <> s.record_id)) order by s.kind)
        from customers.trusted_identifiers s where s.record_id = r.id), '[]') as identifiers
    from customers.records r where r.customer_id = ${customerId} and ${inScope} order by r.id`.execute(db);
  return rows;
}

/** Names and accounts of several customers, for lists of other modules. */
export async function namesOf(
  db: Db,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly name: string | null; readonly account: string | null }[]> {
  const { rows } = await sql<{ id: string; name: string | null; account: string | null }>`
    select c.id, c.name, (select r.account from customers.records r
      where r.customer_id = c.id and r.account is not null order by r.id limit 1) as account
    from customers.customers c where c.id = any(${ids}::uuid[])`.execute(db);
  return rows;
}

/**
 * The record that what staff write about a customer is attached to: the oldest one, which the customer is named
 * after. Locked against moving, so that nothing is attached to a customer who is being merged.
 */
export async function anchorsOf(
  tx: Tx,
  customerIds: readonly string[],
): Promise<{ readonly customerId: string; readonly recordId: string }[]> {
  const { rows } = await sql<{ customerId: string; recordId: string }>`
    select r.customer_id as "customerId", r.id as "recordId" from customers.records r
    where r.id in (
      select (select o.id from customers.records o where o.customer_id = wanted.id order by o.id limit 1)
      from unnest(${customerIds}::uuid[]) as wanted (id))
    order by r.id for share of r`.execute(tx);
  return rows.filter((row) => customerIds.includes(row.customerId));
}
