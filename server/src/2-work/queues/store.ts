import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { QueueMember, QueueRow } from './queue-row.ts';

export type { QueueMember, QueueRow } from './queue-row.ts';

const QUEUE = sql`
  q.id, q.key, q.name, q.scope_id as "scopeId", q.calendar_id as "calendarId", q.pick, q.rank,
  q.limit_per_person as "limitPerPerson", q.closed_at as "closedAt",
  (select coalesce(jsonb_agg(jsonb_build_object('userId', m.user_id, 'role', m.role) order by m.role, m.user_id), '[]')
   from work.queue_members m where m.queue_id = q.id) as members,
  (select count(*) from work.tasks t where t.queue_id = q.id and t.status = 'waiting') as waiting`;

/** Those that are open, in the order in which they are worked. */
export async function selectQueues(db: Db | Tx): Promise<readonly QueueRow[]> {
  const { rows } = await sql<QueueRow>`
    select ${QUEUE} from work.queues q where q.closed_at is null order by q.rank, lower(q.name), q.id`.execute(db);
  return rows;
}

export async function selectQueue(db: Db | Tx, id: string): Promise<QueueRow | null> {
  const { rows } = await sql<QueueRow>`select ${QUEUE} from work.queues q where q.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

export type QueueValues = Omit<QueueRow, 'members' | 'waiting' | 'key'> & { readonly at: Date };

/** Whether it was written: false when another open one has the name. */
export async function putQueue(tx: Tx, row: QueueValues): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select exists (select from work.queues
      where lower(name) = lower(${row.name}) and id <> ${row.id} and closed_at is null) as taken`.execute(tx);
  if (rows[0]?.taken === true) {
    return false;
  }
  await sql`
    insert into work.queues (id, name, scope_id, calendar_id, pick, rank, limit_per_person, created_at, updated_at)
    values (${row.id}, ${row.name}, ${row.scopeId}, ${row.calendarId}, ${row.pick}, ${row.rank},
      ${row.limitPerPerson}, ${row.at}, ${row.at})
    on conflict (id) do update set name = excluded.name, scope_id = excluded.scope_id,
      calendar_id = excluded.calendar_id, pick = excluded.pick, rank = excluded.rank,
      limit_per_person = excluded.limit_per_person, updated_at = excluded.updated_at,
      closed_at = ${row.closedAt}`.execute(tx);
  return true;
}

export async function replaceMembers(tx: Tx, queueId: string, members: readonly QueueMember[]): Promise<void> {
  await sql`delete from work.queue_members where queue_id = ${queueId}`.execute(tx);
  await sql`
    insert into work.queue_members (queue_id, user_id, role)
    select ${queueId}, "userId", role
    from jsonb_to_recordset(${JSON.stringify(members)}::jsonb) as given ("userId" uuid, role text)
    on conflict do nothing`.execute(tx);
}

export interface KeyedQueue {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  /** Who serves it when it is made. */
  readonly roles: readonly string[];
  readonly at: Date;
}

/** The queue that processes call so; it is made when it is not there yet. */
export async function queueOfKey(tx: Tx, { id, key, name, roles, at }: KeyedQueue): Promise<QueueRow> {
  const unique = `${name} (${key})`;
  await sql`
    insert into work.queues (id, key, name, created_at, updated_at)
    select ${id}, ${key},
      case when exists (select from work.queues where lower(name) = lower(${name}) and closed_at is null)
        then ${unique} else ${name} end, ${at}, ${at}
    on conflict do nothing`.execute(tx);
  await sql`
    insert into work.queue_members (queue_id, role)
    select q.id, role from work.queues q, unnest(${roles}::text[]) as role where q.id = ${id}
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<QueueRow>`select ${QUEUE} from work.queues q where q.key = ${key}`.execute(tx);
  const [row] = rows;
  if (row === undefined) {
    throw new Error(`The queue ${key} could not be made`);
  }
  return row;
}
