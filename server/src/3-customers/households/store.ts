import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { HouseholdRow, MemberFacts, MemberRow } from './household.ts';
import type { RelationToHolder } from './kinship.ts';
import type { HouseholdAct } from './schema.ts';

const HOUSEHOLD = sql.raw(
  'h.id, h.name, h.pooling, h.address, h.note, h.scope_id as "scopeId", h.created_at as "createdAt"',
);
const CURRENT = sql.raw('m.left_at is null and m.removed_at is null');

/** Households with somebody in these scopes, or founded there. */
function visible(scopeIds: ScopeLimit): RawBuilder<unknown> {
  return scopeIds === null
    ? sql`true`
    : sql`(h.scope_id = any(${scopeIds}::uuid[]) or exists (
        select from customers.household_members m join customers.records r on r.customer_id = m.customer_id
        where m.household_id = h.id and ${CURRENT} and r.scope_id = any(${scopeIds}::uuid[])))`;
}

/** Locked, so that two changes of one household take turns. */
export async function lockHouseholds(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    select from customers.households where id = any(${ids}::uuid[]) order by id for update`.execute(tx);
}

export async function findHousehold(
  reader: Db | Tx,
  id: string,
  scopeIds: ScopeLimit,
): Promise<HouseholdRow | undefined> {
  const { rows } = await sql<HouseholdRow>`
    select ${HOUSEHOLD} from customers.households h
    where h.id = ${id} and h.removed_at is null and ${visible(scopeIds)}`.execute(reader);
  return rows[0];
}

/** The households in which a customer is now. */
export async function householdsOf(reader: Db | Tx, customerId: string): Promise<HouseholdRow[]> {
  const { rows } = await sql<HouseholdRow>`
    select distinct ${HOUSEHOLD} from customers.household_members m
    join customers.households h on h.id = m.household_id
    where m.customer_id = ${customerId} and ${CURRENT} and h.removed_at is null order by h.id`.execute(reader);
  return rows;
}

export async function saveHousehold(
  tx: Tx,
  row: Omit<HouseholdRow, 'createdAt'>,
  { by, now }: { readonly by: string; readonly now: Date },
): Promise<void> {
  await sql`
    insert into customers.households
      (id, name, pooling, address, note, scope_id, created_by, created_at, updated_at)
    values (${row.id}, ${row.name}, ${row.pooling}, ${row.address}, ${row.note}, ${row.scopeId}, ${by}, ${now}, ${now})
    on conflict (id) do update set name = excluded.name, pooling = excluded.pooling, address = excluded.address,
      note = excluded.note, updated_at = excluded.updated_at`.execute(tx);
}

/** Everybody who is or was in these households, in the order in which they came. */
export async function membersOf(reader: Db | Tx, householdIds: readonly string[]): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select m.id, m.household_id as "householdId", m.record_id as "recordId", m.customer_id as "customerId",
      case when m.customer_id is null then m.name else c.name end as name, c.phone, m.relation,
      m.relation_word as "relationWord", m.sizes, m.note, m.joined_at as "joinedAt", m.left_at as "leftAt",
      case when m.customer_id is null then m.birthday else c.attributes ->> 'birthday' end as birthday,
      case when m.customer_id is null then m.born_on::text else c.attributes ->> 'birthday' end as "bornOn"
    from customers.household_members m left join customers.customers c on c.id = m.customer_id
    where m.household_id = any(${householdIds}::uuid[]) and m.removed_at is null
    order by m.household_id, (m.relation <> 'holder'), m.joined_at, m.id`.execute(reader);
  return rows;
}

/** Makes a member, or replaces what is kept about one. Raises 23505 when the record is in another household. */
export async function saveMember(tx: Tx, row: MemberFacts): Promise<void> {
  await sql`
    insert into customers.household_members (id, household_id, record_id, customer_id, name, relation, relation_word,
      sizes, birthday, born_on, note, joined_at)
    values (${row.id}, ${row.householdId}, ${row.recordId}, ${row.customerId}, ${row.name}, ${row.relation},
      ${row.relationWord}, ${JSON.stringify(row.sizes)}::jsonb, ${row.birthday}, ${row.bornOn}, ${row.note},
      ${row.joinedAt})
    on conflict (id) do update set household_id = excluded.household_id, record_id = excluded.record_id,
      customer_id = excluded.customer_id, name = excluded.name, relation = excluded.relation,
      relation_word = excluded.relation_word, sizes = excluded.sizes, birthday = excluded.birthday,
      born_on = excluded.born_on, note = excluded.note, joined_at = excluded.joined_at`.execute(tx);
}

export async function setRelations(
  tx: Tx,
  given: readonly { readonly id: string; readonly relation: RelationToHolder }[],
): Promise<void> {
  await sql`
    update customers.household_members m set relation = row.relation, relation_word = null
    from unnest(${given.map(({ id }) => id)}::uuid[], ${given.map(({ relation }) => relation)}::text[])
      as row (id, relation)
    where m.id = row.id and m.relation <> row.relation`.execute(tx);
}

export async function endMembership(tx: Tx, id: string, now: Date): Promise<void> {
  await sql`update customers.household_members set left_at = ${now} where id = ${id}`.execute(tx);
}

/** A household or a member as it stands, as one text that can be compared and written back. */
export interface Snapshot {
  readonly kind: 'household' | 'member';
  readonly id: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Everything of these households that a change may touch. Whose customer a record is by now is no part of it. */
export async function snapshotsOf(tx: Tx, householdIds: readonly string[]): Promise<Snapshot[]> {
  const { rows } = await sql<Snapshot>`
    select 'household' as kind, h.id, to_jsonb(h) - array['updated_at'] as row
    from customers.households h where h.id = any(${householdIds}::uuid[])
    union all
    select 'member', m.id, to_jsonb(m) - array['customer_id']
    from customers.household_members m where m.household_id = any(${householdIds}::uuid[])`.execute(tx);
  return rows;
}

export interface RowChange {
  readonly kind: Snapshot['kind'];
  readonly id: string;
  readonly before: Snapshot['row'];
  readonly after: Snapshot['row'];
}

/** Whether each of the rows still is as a change left it. */
export async function isAsLeft(tx: Tx, rows: readonly RowChange[]): Promise<boolean> {
  const { rows: found } = await sql<{ same: number }>`
    with given as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (kind text, id uuid, after jsonb))
    select count(*)::integer as same from given
    left join customers.households h on given.kind = 'household' and h.id = given.id
    left join customers.household_members m on given.kind = 'member' and m.id = given.id
    where given.after = coalesce(to_jsonb(h) - array['updated_at'], to_jsonb(m) - array['customer_id'])`.execute(tx);
  return found[0]?.same === rows.length;
}

/** Writes rows back as they were. Raises 23505 when one of them is in another household by now. */
export async function restoreRows(tx: Tx, rows: readonly RowChange[], now: Date): Promise<void> {
  const before = (kind: Snapshot['kind']): string =>
    JSON.stringify(rows.filter((row) => row.kind === kind).map((row) => row.before));
  await sql`
    update customers.households h set name = row.name, pooling = row.pooling, address = row.address, note = row.note,
      removed_at = row.removed_at, updated_at = ${now}
    from jsonb_populate_recordset(null::customers.households, ${before('household')}::jsonb) row
    where h.id = row.id`.execute(tx);
  await sql`
    update customers.household_members m set household_id = row.household_id, record_id = row.record_id,
      customer_id = (select r.customer_id from customers.records r where r.id = row.record_id), name = row.name,
      relation = row.relation, relation_word = row.relation_word, sizes = row.sizes, birthday = row.birthday,
      born_on = row.born_on, note = row.note, joined_at = row.joined_at, left_at = row.left_at,
      removed_at = row.removed_at
    from jsonb_populate_recordset(null::customers.household_members, ${before('member')}::jsonb) row
    where m.id = row.id`.execute(tx);
}

export interface ChangeRow {
  readonly id: string;
  readonly householdId: string;
  readonly otherHouseholdId: string | null;
  readonly act: HouseholdAct;
  readonly memberId: string | null;
  /** Null once somebody in it was erased. */
  readonly rows: readonly RowChange[] | null;
  readonly undoes: string | null;
  readonly actorName: string;
  readonly at: Date;
  readonly isUndone: boolean;
}

export async function insertChange(
  tx: Tx,
  change: Omit<ChangeRow, 'isUndone'> & { readonly actorKind: string; readonly actorId: string | null },
): Promise<void> {
  await sql`
    insert into customers.household_changes (id, household_id, other_household_id, act, member_id, rows, undoes,
      actor_kind, actor_id, actor_name, at)
    values (${change.id}, ${change.householdId}, ${change.otherHouseholdId}, ${change.act}, ${change.memberId},
      ${JSON.stringify(change.rows)}::jsonb, ${change.undoes}, ${change.actorKind}, ${change.actorId},
      ${change.actorName}, ${change.at})`.execute(tx);
}

/** As many as the page of a household shows. */
const MAX_CHANGES = 50;

/** What was changed about a household, newest first. */
export async function changesOf(reader: Db | Tx, householdId: string): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select c.id, c.household_id as "householdId", c.other_household_id as "otherHouseholdId", c.act,
      c.member_id as "memberId", c.rows, c.undoes, c.actor_name as "actorName", c.at,
      exists (select from customers.household_changes u where u.undoes = c.id) as "isUndone"
    from customers.household_changes c
    where c.household_id = ${householdId} or c.other_household_id = ${householdId}
    order by c.at desc, c.id desc limit ${MAX_CHANGES}`.execute(reader);
  return rows;
}

/** Gives the memberships of these records to the customers that the records belong to now. */
export async function reassignMembers(
  tx: Tx,
  records: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<void> {
  await sql`
    update customers.household_members m set customer_id = row.customer_id
    from unnest(${records.map(({ recordId }) => recordId)}::uuid[],
      ${records.map(({ customerId }) => customerId)}::uuid[]) as row (record_id, customer_id)
    where m.record_id = row.record_id and m.customer_id <> row.customer_id`.execute(tx);
}

export async function usedRecords(tx: Tx, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct record_id as id from customers.household_members
    where record_id = any(${recordIds}::uuid[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** How many memberships came with each of the records. */
export async function countByRecord(
  reader: Db | Tx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select record_id as id, count(*)::integer as count from customers.household_members m
    where record_id = any(${recordIds}::uuid[]) and ${CURRENT} group by record_id`.execute(reader);
  return new Map(rows.map(({ id, count }) => [id, count]));
}
