import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';

export interface CustomerRow {
  readonly id: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly address: string | null;
  readonly region: string | null;
  readonly account: string | null;
  readonly sources: string[];
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

export interface Filter {
  readonly scopeIds: ScopeLimit;
  readonly source: string | undefined;
}

export interface Page {
  /** The id of the last row of the page before. */
  readonly before: string | null;
  readonly limit: number;
}

const SELECT_CUSTOMER = sql`
  select c.id, c.name, c.phone, c.email, c.address, c.region, c.created_at as "createdAt",
    (select r.account from customers.records r where r.customer_id = c.id and r.account is not null
      order by r.id limit 1) as account,
    array(select distinct r.source from customers.records r where r.customer_id = c.id order by r.source) as sources
  from customers.customers c`;

/** Limits to customers with a record in the actor's scopes and of the wanted source. */
function visible(filter: Filter): RawBuilder<unknown> {
  if (filter.scopeIds === null && filter.source === undefined) {
    return sql`true`;
  }
  const scope = filter.scopeIds === null ? sql`true` : sql`r.scope_id = any(${filter.scopeIds}::uuid[])`;
  const source = filter.source === undefined ? sql`true` : sql`r.source = ${filter.source}`;
  return sql`exists (select from customers.records r where r.customer_id = c.id and ${scope} and ${source})`;
}

function below(page: Page): RawBuilder<unknown> {
  return page.before === null ? sql`true` : sql`c.id < ${page.before}::uuid`;
}

/** Newest first, one more than the limit so that the caller sees whether there is a next page. */
export async function listCustomers(db: Db, filter: Filter, page: Page): Promise<CustomerRow[]> {
  const { rows } = await sql<CustomerRow>`
    ${SELECT_CUSTOMER} where ${below(page)} and ${visible(filter)}
    order by c.id desc limit ${page.limit + 1}`.execute(db);
  return rows;
}

export async function countCustomers(db: Db, filter: Filter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from customers.customers c where ${visible(filter)}`.execute(db);
  return rows[0]?.n ?? 0;
}

export interface SearchTerms {
  readonly phone: string | null;
  readonly email: string | null;
  readonly account: string;
  readonly name: string;
}

/** Customers whose phone, e-mail or account is exactly this, or whose name begins with it. */
export async function searchCustomers(db: Db, terms: SearchTerms, filter: Filter, page: Page): Promise<CustomerRow[]> {
  const namePrefix = `${terms.name.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const { rows } = await sql<CustomerRow>`
    ${SELECT_CUSTOMER}
    where c.id in (
      select i.customer_id from customers.identifiers i
        where (i.kind, i.value) in (('phone', ${terms.phone ?? ''}), ('email', ${terms.email ?? ''}))
      union
      select r.customer_id from customers.records r where r.key = ${`account:${terms.account}`}
      union
      select n.id from customers.customers n where n.name like ${namePrefix})
    and ${below(page)} and ${visible(filter)}
    order by c.id desc limit ${page.limit + 1}`.execute(db);
  return rows;
}

export async function customerByIdentifier(
  db: Db,
  identifier: { readonly kind: string; readonly value: string },
  filter: Filter,
): Promise<CustomerRow | undefined> {
  const { rows } = await sql<CustomerRow>`
    ${SELECT_CUSTOMER}
    where c.id = (select i.customer_id from customers.identifiers i
      where i.kind = ${identifier.kind} and i.value = ${identifier.value})
    and ${visible(filter)}`.execute(db);
  return rows[0];
}

export async function customerByAccount(
  db: Db,
  account: { readonly source: string; readonly account: string },
  filter: Filter,
): Promise<CustomerRow | undefined> {
  const { rows } = await sql<CustomerRow>`
    ${SELECT_CUSTOMER}
    where c.id = (select r.customer_id from customers.records r
      where r.source = ${account.source} and r.key = ${`account:${account.account}`})
    and ${visible(filter)}`.execute(db);
  return rows[0];
}

export async function findCustomer(db: Db, id: string, filter: Filter): Promise<CustomerRow | undefined> {
  const { rows } = await sql<CustomerRow>`
    ${SELECT_CUSTOMER} where c.id = ${id} and ${visible(filter)}`.execute(db);
  return rows[0];
}

/** Those of the ids that the filter lets through. */
export async function visibleAmong(db: Db, ids: readonly string[], filter: Filter): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from customers.customers c where c.id = any(${ids}::uuid[]) and ${visible(filter)}`.execute(db);
  return rows.map((row) => row.id);
}

/** The records of a customer that the actor may see, with the kinds of identifier that each shares with another one. */
export async function recordsOf(db: Db, customerId: string, scopeIds: ScopeLimit): Promise<RecordRow[]> {
  const inScope = scopeIds === null ? sql`true` : sql`r.scope_id = any(${scopeIds}::uuid[])`;
  const { rows } = await sql<RecordRow>`
    select r.id, r.source, r.account, r.name, r.created_at as "createdAt", r.updated_at as "updatedAt",
      coalesce((
        select jsonb_agg(jsonb_build_object('kind', s.kind, 'shared', exists (
          select from customers.record_identifiers o where o.kind = s.kind and o.value = s.value
            and o.record_id <> s.record_id)) order by s.kind)
        from customers.record_identifiers s where s.record_id = r.id), '[]') as identifiers
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
