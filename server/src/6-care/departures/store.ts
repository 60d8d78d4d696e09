import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { DepartureState } from './schema.ts';

export interface DepartureRow {
  readonly id: string;
  readonly userId: string | null;
  readonly name: string;
  readonly keys: readonly string[];
  readonly state: DepartureState;
  readonly isConfirmed: boolean;
  readonly leavesOn: string | null;
  readonly leftOn: string | null;
  readonly successorIds: readonly string[];
  readonly requeued: number;
  readonly createdBy: string;
  readonly createdAt: Date;
}

const COLUMNS = sql`d.id, d.user_id as "userId", d.name, d.keys, d.state, d.is_confirmed as "isConfirmed",
  to_char(d.leaves_on, 'YYYY-MM-DD') as "leavesOn", to_char(d.left_on, 'YYYY-MM-DD') as "leftOn",
  d.successor_ids as "successorIds", d.requeued, d.created_by as "createdBy", d.created_at as "createdAt"`;

const GOES_ON = sql`d.state not in ('calling_off', 'called_off')`;

export async function findDeparture(db: Db | Tx, id: string): Promise<DepartureRow | null> {
  const { rows } = await sql<DepartureRow>`select ${COLUMNS} from care.departures d where d.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** The one of an account, or of a name without one, that was not called off; held until the transaction ends. */
export async function lockCurrent(
  tx: Tx,
  { userId, key }: { readonly userId: string | null; readonly key: string },
): Promise<DepartureRow | null> {
  const { rows } = await sql<DepartureRow>`
    select ${COLUMNS} from care.departures d
    where ${GOES_ON} and case when ${userId}::uuid is null then d.user_id is null and d.keys[1] = ${key}
      else d.user_id = ${userId}::uuid end
    for update`.execute(tx);
  return rows[0] ?? null;
}

/** Those that work is to be done for, the oldest first. */
export async function departuresToWork(db: Db | Tx): Promise<readonly DepartureRow[]> {
  const { rows } = await sql<DepartureRow>`
    select ${COLUMNS} from care.departures d
    where d.state in ('working', 'open', 'calling_off') order by d.created_at, d.id`.execute(db);
  return rows;
}

export async function insertDeparture(tx: Tx, row: DepartureRow): Promise<void> {
  await sql`
    insert into care.departures (id, user_id, name, keys, state, is_confirmed, leaves_on, left_on, successor_ids,
      requeued, created_by, created_at)
    values (${row.id}, ${row.userId}, ${row.name}, ${row.keys}::text[], ${row.state}, ${row.isConfirmed},
      ${row.leavesOn}::date, ${row.leftOn}::date, ${row.successorIds}::uuid[], ${row.requeued}, ${row.createdBy},
      ${row.createdAt})`.execute(tx);
}

export async function updateDeparture(tx: Tx, row: DepartureRow): Promise<void> {
  await sql`
    update care.departures set name = ${row.name}, keys = ${row.keys}::text[], state = ${row.state},
      is_confirmed = ${row.isConfirmed}, leaves_on = ${row.leavesOn}::date, left_on = ${row.leftOn}::date,
      successor_ids = ${row.successorIds}::uuid[]
    where id = ${row.id}`.execute(tx);
}

export async function addRequeued(tx: Tx, id: string, count: number): Promise<void> {
  await sql`update care.departures set requeued = requeued + ${count} where id = ${id}`.execute(tx);
}

/** A run over it has ended; what changed meanwhile is left to the next one. */
export async function endWork(tx: Tx, row: DepartureRow, at: Date): Promise<void> {
  const next = row.state === 'calling_off' ? 'called_off' : 'open';
  await sql`
    update care.departures set state = ${next}, worked_at = ${at}
    where id = ${row.id} and state = ${row.state}`.execute(tx);
}

export interface DepartureCounts {
  readonly customers: number;
  readonly handed: number;
  readonly assigned: number;
  readonly open: number;
  readonly greeted: number;
  readonly tasks: number;
  readonly tasksDue: number;
  readonly openValueMinor: number;
  readonly currency: string | null;
}

/** All that were not called off before anything was handed over, those that are not done first. */
export async function listDepartures(
  db: Db | Tx,
  { id, limit }: { readonly id: string | null; readonly limit: number },
): Promise<readonly (DepartureRow & DepartureCounts)[]> {
  const { rows } = await sql<DepartureRow & DepartureCounts>`
    select ${COLUMNS}, n.* from care.departures d cross join lateral (
      select count(*) filter (where h.state <> 'gone')::integer as customers,
        count(*) filter (where h.state = 'handed')::integer as handed,
        count(*) filter (where h.state = 'assigned')::integer as assigned,
        count(*) filter (where h.state = 'open')::integer as open,
        count(*) filter (where h.greeted_on is not null)::integer as greeted,
        count(*) filter (where h.case_id is not null)::integer as tasks,
        count(*) filter (where h.task = 'due')::integer as "tasksDue",
        coalesce(sum(h.value_minor) filter (where h.state in ('open', 'assigned')), 0)::float8 as "openValueMinor",
        max(h.currency) as currency
      from care.handovers h where h.departure_id = d.id) n
    where (${id}::uuid is null or d.id = ${id}::uuid)
    order by (n.open + n.assigned > 0 and ${GOES_ON}) desc, d.created_at desc, d.id desc limit ${limit}`.execute(db);
  return rows;
}

/** By the key of the name, the departure that goes on. */
export async function currentByKey(db: Db | Tx): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; key: string }>`
    select d.id, key from care.departures d, unnest(d.keys) as key where ${GOES_ON}`.execute(db);
  return new Map(rows.map(({ id, key }) => [key, id]));
}

export async function countRulesOf(db: Db | Tx, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from care.move_rules where assignee_id = ${userId} and is_active`.execute(db);
  return rows[0]?.count ?? 0;
}
