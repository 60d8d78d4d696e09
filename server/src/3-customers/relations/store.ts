import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { twoPeopleTable } from '../two-people/store.ts';
import type { TableOfEdges } from './graph.ts';
import type { RelationKind, RelationOrigin, Side, SuggestionReason } from './kinds.ts';

export interface RelationRow {
  readonly id: string;
  readonly kind: RelationKind;
  readonly fromId: string;
  readonly toId: string;
  readonly word: string | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly origin: RelationOrigin;
  readonly reason: SuggestionReason | null;
  readonly note: string | null;
  readonly by: string;
  readonly createdAt: Date;
}

const COLUMNS = sql.raw(`
  r.id, r.kind, r.from_customer_id as "fromId", r.to_customer_id as "toId", r.word, r.since::text as since,
  r.until::text as until, r.origin, r.reason, r.note, r.created_by_name as by, r.created_at as "createdAt"`);

export interface OtherRow extends RelationRow {
  readonly otherIs: Side;
  readonly otherId: string;
  readonly otherName: string | null;
  readonly otherPhone: string | null;
}

/** As many as a customer's page shows. */
const MAX_LISTED = 200;

/** The links of a customer, each once; one with themselves (both sides are one since a merge) is left out. */
export async function relationsOf(db: Db | Tx, customerId: string): Promise<OtherRow[]> {
  const { rows } = await sql<OtherRow>`
    select distinct on (r.kind, r."otherIs", c.id) r.*, c.id as "otherId", c.name as "otherName", c.phone as "otherPhone"
    from (
      select ${COLUMNS}, 'to' as "otherIs" from customers.relations r
      where r.from_customer_id = ${customerId} and r.removed_at is null
      union all
      select ${COLUMNS}, case when r.kind in ('referrer', 'business') then 'from' else 'to' end from customers.relations r
      where r.to_customer_id = ${customerId} and r.removed_at is null) r
    join customers.customers c
      on c.id = case when r."fromId" = ${customerId} then r."toId" else r."fromId" end and c.id <> ${customerId}
    order by r.kind, r."otherIs", c.id, r."createdAt" limit ${MAX_LISTED}`.execute(db);
  return rows;
}

/** Locked; one that was taken away too. */
export async function findRelation(
  tx: Tx,
  id: string,
): Promise<(RelationRow & { readonly removedAt: Date | null }) | undefined> {
  const { rows } = await sql<RelationRow & { removedAt: Date | null }>`
    select ${COLUMNS}, r.removed_at as "removedAt" from customers.relations r where r.id = ${id} for update`.execute(
    tx,
  );
  return rows[0];
}

/** The link of this kind that two customers have already, whichever of them stands on which side. */
export async function sameRelation(
  tx: Tx,
  { kind, fromId, toId }: Pick<RelationRow, 'kind' | 'fromId' | 'toId'>,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from customers.relations r
    where r.removed_at is null and r.kind = ${kind} and (
      (r.from_customer_id = ${fromId} and r.to_customer_id = ${toId})
      or (${kind} not in ('referrer', 'business') and r.from_customer_id = ${toId} and r.to_customer_id = ${fromId}))
    limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}

export interface NewRelationRow extends RelationRow {
  readonly fromRecordId: string;
  readonly toRecordId: string;
  readonly createdBy: string;
}

export async function insertRelation(tx: Tx, row: NewRelationRow): Promise<void> {
  await sql`
    insert into customers.relations (id, kind, from_record_id, from_customer_id, to_record_id, to_customer_id, word,
      since, until, origin, reason, note, created_by, created_by_name, created_at, updated_at)
    values (${row.id}, ${row.kind}, ${row.fromRecordId}, ${row.fromId}, ${row.toRecordId}, ${row.toId}, ${row.word},
      ${row.since}, ${row.until}, ${row.origin}, ${row.reason}, ${row.note}, ${row.createdBy}, ${row.by},
      ${row.createdAt}, ${row.createdAt})`.execute(tx);
}

export async function updateRelation(
  tx: Tx,
  id: string,
  row: Pick<RelationRow, 'word' | 'since' | 'until' | 'note'> & { readonly removedAt: Date | null },
  now: Date,
): Promise<void> {
  await sql`
    update customers.relations set word = ${row.word}, since = ${row.since}, until = ${row.until}, note = ${row.note},
      removed_at = ${row.removedAt}, updated_at = ${now} where id = ${id}`.execute(tx);
}

/** So many of one household or company are drawn. */
const MAX_AROUND = 40;

/** Everything that leads from these customers and organisations to others. */
export async function edgesFrom(
  db: Db,
  {
    customerIds,
    organisationIds,
  }: { readonly customerIds: readonly string[]; readonly organisationIds: readonly string[] },
): Promise<TableOfEdges> {
  const [links, members, contacts] = await Promise.all([
    linksOf(db, customerIds),
    householdEdges(db, customerIds),
    contactEdges(db, customerIds, organisationIds),
  ]);
  return { links, members, contacts };
}

async function linksOf(db: Db, customerIds: readonly string[]): Promise<TableOfEdges['links']> {
  const side = (column: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    select ${COLUMNS}, fc.name as "fromName", tc.name as "toName", fc.attributes ->> 'birthday' as "fromBorn",
      tc.attributes ->> 'birthday' as "toBorn"
    from customers.relations r
    join customers.customers fc on fc.id = r.from_customer_id join customers.customers tc on tc.id = r.to_customer_id
    where ${column} = any(${customerIds}::uuid[]) and r.removed_at is null
      and r.from_customer_id <> r.to_customer_id`;
  const { rows } = await sql<TableOfEdges['links'][number]>`
    ${side(sql`r.from_customer_id`)} union ${side(sql`r.to_customer_id`)} order by "createdAt", id`.execute(db);
  return rows;
}

async function householdEdges(db: Db, customerIds: readonly string[]): Promise<TableOfEdges['members']> {
  const { rows } = await sql<TableOfEdges['members'][number]>`
    with homes as (
      select distinct m.household_id from customers.household_members m
      join customers.households h on h.id = m.household_id and h.removed_at is null
      where m.customer_id = any(${customerIds}::uuid[]) and m.left_at is null and m.removed_at is null)
    select m.id as "memberId", m.household_id as "householdId", m.customer_id as "customerId", m.relation,
      m.relation_word as word, case when m.customer_id is null then m.name else c.name end as name,
      case when m.customer_id is null then m.born_on::text else c.attributes ->> 'birthday' end as born
    from homes join customers.household_members m on m.household_id = homes.household_id
    left join customers.customers c on c.id = m.customer_id
    where m.left_at is null and m.removed_at is null order by m.household_id, m.joined_at, m.id`.execute(db);
  return rows;
}

async function contactEdges(
  db: Db,
  customerIds: readonly string[],
  organisationIds: readonly string[],
): Promise<TableOfEdges['contacts']> {
  const { rows } = await sql<TableOfEdges['contacts'][number]>`
    select distinct on (o.id, oc.customer_id) o.id as "organisationId", o.name as organisation, o.scope_id as "scopeId",
      oc.customer_id as "customerId", c.name, c.attributes ->> 'birthday' as born,
      coalesce(oc.position, oc.role) as word
    from customers.organisations o
    join customers.organisation_contacts oc on oc.organisation_id = o.id
    join customers.customers c on c.id = oc.customer_id
    where o.removed_at is null and (oc.customer_id = any(${customerIds}::uuid[]) or (
      o.id = any(${organisationIds}::uuid[]) and oc.customer_id in (
        select n.customer_id from customers.organisation_contacts n where n.organisation_id = o.id
        order by n.created_at limit ${MAX_AROUND})))
    order by o.id, oc.customer_id`.execute(db);
  return rows;
}

/** How links follow the records that they were made of. */
export const { reassign, usedRecords, countByRecord } = twoPeopleTable('customers.relations', ['from', 'to']);
