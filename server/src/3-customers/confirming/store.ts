import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

/** A group of fields that is asked for again. */
export interface AskedGroup {
  readonly group: string;
  readonly days: number;
  /** Of the registry; none for name and contact data. */
  readonly keys: readonly string[];
}

/** Name, phone, e-mail, address and region are a group of their own. */
export const CONTACT_GROUP = 'contact';

/**
 * Of the customer `c` and the group `g`: when it was heard of last. What records say of a field is dated by itself;
 * what has a column, by its record. Null when nothing is known.
 */
const HEARD = sql`(
  select greatest(said.at, confirmed.at) from (
    select case when g."group" = ${CONTACT_GROUP} then (
        select max(r.stated_at) from customers.records r
        where r.customer_id = c.id and num_nonnulls(r.phone, r.email, r.address) > 0)
      else (
        select max((word.value ->> 'at')::timestamptz) from customers.records r
        cross join lateral jsonb_each(r.attributes) word
        where r.customer_id = c.id and word.key = any(g.keys)
          and c.attributes is not null and jsonb_exists(c.attributes, word.key)) end as at) said
  cross join lateral (
    select max(f.confirmed_at) as at from customers.confirmations f
    where f.customer_id = c.id and f.group_name = g."group") confirmed
  where said.at is not null)`;

function groupsTable(groups: readonly AskedGroup[]): RawBuilder<unknown> {
  return sql`jsonb_to_recordset(${JSON.stringify(groups)}::jsonb) as g ("group" text, days integer, keys text[])`;
}

export interface DueCustomer {
  readonly customerId: string;
  readonly groups: string[];
}

/** Active customers with a group that is due, who bought last first; nobody who was asked lately. */
export async function dueCustomers(
  tx: Tx,
  groups: readonly AskedGroup[],
  bounds: {
    readonly now: Date;
    readonly activeSince: Date;
    readonly askedSince: Date;
    readonly limit: number;
  },
): Promise<DueCustomer[]> {
  const { now, activeSince, askedSince, limit } = bounds;
  const { rows } = await sql<DueCustomer>`
    select c.id as "customerId", due.groups
    from customers.customers c
    cross join lateral (
      select array_agg(g."group" order by g."group") as groups from ${groupsTable(groups)}
      where ${HEARD} + make_interval(days => g.days) <= ${now}) due
    where c.last_order_at >= ${activeSince} and c.erased_at is null and due.groups is not null
      and not exists (
        select from customers.confirm_requests q
        where q.customer_id = c.id and (q.closed_at is null or q.requested_at > ${askedSince}))
    order by c.last_order_at desc, c.id desc limit ${limit}`.execute(tx);
  return rows;
}

export interface GroupAge {
  readonly group: string;
  readonly days: number;
  readonly heardAt: Date;
  readonly confirmedAt: Date | null;
  readonly confirmedBy: string | null;
}

/** How old what is known of one customer is, group by group; those of which nothing is known are left out. */
export async function agesOf(db: Db | Tx, customerId: string, groups: readonly AskedGroup[]): Promise<GroupAge[]> {
  const { rows } = await sql<GroupAge>`
    select g."group", g.days, heard.at as "heardAt", last.confirmed_at as "confirmedAt",
      last.confirmed_by as "confirmedBy"
    from customers.customers c
    cross join ${groupsTable(groups)}
    cross join lateral (select ${HEARD} as at) heard
    left join lateral (
      select f.confirmed_at, f.confirmed_by from customers.confirmations f
      where f.customer_id = c.id and f.group_name = g."group" order by f.confirmed_at desc limit 1) last on true
    where c.id = ${customerId} and heard.at is not null order by heard.at, g."group"`.execute(db);
  return rows;
}

export interface NewConfirmation {
  readonly id: string;
  readonly group: string;
}

export async function insertConfirmations(
  tx: Tx,
  confirmations: readonly NewConfirmation[],
  by: {
    readonly recordId: string;
    readonly customerId: string;
    readonly at: Date;
    readonly name: string;
    readonly caseId: string | null;
  },
): Promise<void> {
  await sql`
    insert into customers.confirmations (id, record_id, customer_id, group_name, confirmed_at, confirmed_by, case_id)
    select row.id, ${by.recordId}, ${by.customerId}, row.group_name, ${by.at}, ${by.name}, ${by.caseId}
    from unnest(${confirmations.map(({ id }) => id)}::uuid[], ${confirmations.map(({ group }) => group)}::text[])
      as row (id, group_name)`.execute(tx);
}

/** False when somebody is asking already. */
export async function insertRequest(
  tx: Tx,
  request: {
    readonly id: string;
    readonly recordId: string;
    readonly customerId: string;
    readonly groups: readonly string[];
    readonly at: Date;
  },
): Promise<boolean> {
  const result = await sql`
    insert into customers.confirm_requests (id, record_id, customer_id, groups, requested_at)
    values (${request.id}, ${request.recordId}, ${request.customerId}, ${request.groups}::text[], ${request.at})
    on conflict do nothing`.execute(tx);
  return Number(result.numAffectedRows ?? 0) === 1;
}

export async function setCase(tx: Tx, id: string, caseId: string): Promise<void> {
  await sql`update customers.confirm_requests set case_id = ${caseId} where id = ${id}`.execute(tx);
}

export interface RequestRow {
  readonly id: string;
  readonly customerId: string;
  readonly groups: string[];
  readonly caseId: string;
  readonly requestedAt: Date;
}

/** The open request behind a case, held until the transaction ends. */
export async function requestOfCase(tx: Tx, caseId: string): Promise<RequestRow | undefined> {
  const { rows } = await sql<RequestRow>`
    select id, customer_id as "customerId", groups, case_id as "caseId", requested_at as "requestedAt"
    from customers.confirm_requests where case_id = ${caseId} and closed_at is null for update`.execute(tx);
  return rows[0];
}

export async function openRequest(db: Db | Tx, customerId: string): Promise<RequestRow | undefined> {
  const { rows } = await sql<RequestRow>`
    select id, customer_id as "customerId", groups, case_id as "caseId", requested_at as "requestedAt"
    from customers.confirm_requests where customer_id = ${customerId} and closed_at is null
    order by requested_at limit 1`.execute(db);
  return rows[0];
}

export async function closeRequest(tx: Tx, id: string, result: string, now: Date): Promise<void> {
  await sql`
    update customers.confirm_requests set closed_at = ${now}, result = ${result} where id = ${id}`.execute(tx);
}

/** Requests made since then; whoever makes more waits for the others, so that the bound of a day holds. */
export async function countRequestsSince(tx: Tx, since: Date): Promise<number> {
  await sql`lock table customers.confirm_requests in share row exclusive mode`.execute(tx);
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from customers.confirm_requests where requested_at >= ${since}`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** How many tasks to confirm data are open. */
export async function countOpen(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from customers.confirm_requests where closed_at is null`.execute(db);
  return rows[0]?.n ?? 0;
}
