import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Incident, IncidentEntry } from './schema.ts';

export interface IncidentRow {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly kind: Incident['kind'];
  readonly risk: Incident['risk'];
  readonly description: string;
  readonly dataCategories: string[];
  readonly happenedAt: Date | null;
  readonly discoveredAt: Date;
  readonly reportedAt: Date;
  readonly reportedBy: string;
  readonly authorityDueAt: Date;
  readonly authorityNotifiedAt: Date | null;
  readonly peopleNotifiedAt: Date | null;
  readonly measures: string | null;
  readonly closedAt: Date | null;
  readonly customers: number;
}

const INCIDENT = sql`
  select i.id, i.number, i.title, i.kind, i.risk, i.description, i.data_categories as "dataCategories",
    i.happened_at as "happenedAt", i.discovered_at as "discoveredAt", i.reported_at as "reportedAt",
    i.reported_by as "reportedBy", i.authority_due_at as "authorityDueAt",
    i.authority_notified_at as "authorityNotifiedAt", i.people_notified_at as "peopleNotifiedAt", i.measures,
    i.closed_at as "closedAt",
    (select count(distinct r.customer_id) from customers.incident_records a join customers.records r on r.id = a.record_id
      where a.incident_id = i.id) as customers
  from customers.incidents i`;

/** Newest first. */
export async function selectIncidents(
  db: Db,
  page: { readonly isOpen: boolean | null; readonly beforeId: string | null; readonly limit: number },
): Promise<readonly IncidentRow[]> {
  const { rows } = await sql<IncidentRow>`
    ${INCIDENT} where (${page.isOpen}::boolean is null or (i.closed_at is null) = ${page.isOpen})
      and (${page.beforeId}::uuid is null or i.id < ${page.beforeId})
    order by i.id desc limit ${page.limit}`.execute(db);
  return rows;
}

export async function selectIncident(reader: Db | Tx, id: string): Promise<IncidentRow | null> {
  const { rows } = await sql<IncidentRow>`${INCIDENT} where i.id = ${id}`.execute(reader);
  return rows[0] ?? null;
}

/** Keeps it until the transaction ends; false when there is none. */
export async function lockIncident(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`select id from customers.incidents where id = ${id} for update`.execute(tx);
  return rows.length > 0;
}

/** Adds an incident, or writes all of one again. */
export async function saveIncident(tx: Tx, row: Omit<IncidentRow, 'number' | 'customers'>): Promise<void> {
  await sql`
    insert into customers.incidents (id, title, kind, risk, description, data_categories, happened_at, discovered_at,
      reported_at, reported_by, authority_due_at, authority_notified_at, people_notified_at, measures, closed_at)
    values (${row.id}, ${row.title}, ${row.kind}, ${row.risk}, ${row.description}, ${row.dataCategories}::text[],
      ${row.happenedAt}, ${row.discoveredAt}, ${row.reportedAt}, ${row.reportedBy}, ${row.authorityDueAt},
      ${row.authorityNotifiedAt}, ${row.peopleNotifiedAt}, ${row.measures}, ${row.closedAt})
    on conflict (id) do update set title = excluded.title, kind = excluded.kind, risk = excluded.risk,
      description = excluded.description, data_categories = excluded.data_categories,
      happened_at = excluded.happened_at, discovered_at = excluded.discovered_at,
      authority_due_at = excluded.authority_due_at, authority_notified_at = excluded.authority_notified_at,
      people_notified_at = excluded.people_notified_at, measures = excluded.measures,
      closed_at = excluded.closed_at`.execute(tx);
}

export interface EntryRow {
  readonly id: string;
  readonly at: Date;
  readonly actorName: string;
  readonly kind: IncidentEntry['kind'];
  readonly text: string;
}

export async function insertEntry(
  tx: Tx,
  row: EntryRow & { readonly incidentId: string; readonly actorKind: string; readonly actorId: string | null },
): Promise<void> {
  await sql`
    insert into customers.incident_entries (id, incident_id, at, actor_kind, actor_id, actor_name, kind, text)
    values (${row.id}, ${row.incidentId}, ${row.at}, ${row.actorKind}, ${row.actorId}, ${row.actorName}, ${row.kind},
      ${row.text})`.execute(tx);
}

/** From the report on. */
export async function selectEntries(db: Db, incidentId: string): Promise<readonly EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select id, at, actor_name as "actorName", kind, text from customers.incident_entries
    where incident_id = ${incidentId} order by at, id`.execute(db);
  return rows;
}

interface Adding {
  readonly incidentId: string;
  readonly at: Date;
}

/** Lists customers; says which of them there are. */
export async function addCustomers(
  tx: Tx,
  customerIds: readonly string[],
  { incidentId, at }: Adding,
): Promise<{ readonly added: number; readonly known: ReadonlySet<string> }> {
  const { rows } = await sql<{ customerId: string; isNew: boolean }>`
    with oldest as (
      select distinct on (customer_id) customer_id, id from customers.records
      where customer_id = any(${customerIds}::uuid[]) order by customer_id, id),
    fresh as (
      select o.* from oldest o where not exists (
        select from customers.incident_records a join customers.records r on r.id = a.record_id
        where a.incident_id = ${incidentId} and r.customer_id = o.customer_id)),
    written as (
      insert into customers.incident_records (incident_id, record_id, added_at)
      select ${incidentId}, id, ${at} from fresh on conflict do nothing returning record_id)
    select o.customer_id as "customerId", o.id in (select record_id from written) as "isNew" from oldest o`.execute(tx);
  return { added: rows.filter(({ isNew }) => isNew).length, known: new Set(rows.map(({ customerId }) => customerId)) };
}

/** Lists everybody of whom a source said something. */
export async function addSource(tx: Tx, source: string, { incidentId, at }: Adding): Promise<number> {
  const result = await sql`
    insert into customers.incident_records (incident_id, record_id, added_at)
    select ${incidentId}, r.id, ${at} from customers.records r where r.source = ${source}
    on conflict do nothing`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

/** Whose identifiers these are, by value. */
export async function customersOfValues(
  tx: Tx,
  kind: string,
  values: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ value: string; customerId: string }>`
    select value, customer_id as "customerId" from customers.identifiers
    where kind = ${kind} and value = any(${values}::text[])`.execute(tx);
  return new Map(rows.map(({ value, customerId }) => [value, customerId]));
}

/** Ids of customers concerned, in a steady order. */
export async function listedCustomers(
  db: Db,
  incidentId: string,
  page: { readonly afterId: string | null; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct r.customer_id as id from customers.incident_records a
    join customers.records r on r.id = a.record_id
    where a.incident_id = ${incidentId} and (${page.afterId}::uuid is null or r.customer_id > ${page.afterId})
    order by 1 limit ${page.limit}`.execute(db);
  return rows.map(({ id }) => id);
}
