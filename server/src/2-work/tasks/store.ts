import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { seen } from '../cases/store.ts';
import type { Viewer } from '../cases/viewer.ts';
import type { QueuePick } from '../queues/schema.ts';
import type { ListedTaskRow, TaskRow } from './task-row.ts';

export type { ListedTaskRow, TaskRow } from './task-row.ts';

const TASK = sql`
  t.id, t.case_id as "caseId", t.step, t.visit, t.status, t.queue_id as "queueId", t.skill,
  t.assignee_id as "assigneeId", t.barred, t.priority, t.calendar_id as "calendarId", t.due_at as "dueAt",
  t.remaining_ms as "remainingMs", t.due_soon_at as "dueSoonAt", t.overdue_at as "overdueAt", t.answers,
  t.created_at as "createdAt", t.assigned_at as "assignedAt", t.closed_at as "closedAt", t.closed_by as "closedBy"`;

const LISTED = sql`${TASK}, c.number, c.kind, c.version, c.title, c.subject_type as "subjectType",
  c.subject_id as "subjectId", c.scope_id as "scopeId", c.status as "caseStatus", q.name as "queueName"`;

const FROM = sql`work.tasks t join work.cases c on c.id = t.case_id left join work.queues q on q.id = t.queue_id`;

export async function insertTask(tx: Tx, row: TaskRow): Promise<void> {
  await sql`
    insert into work.tasks (id, case_id, step, visit, status, queue_id, skill, assignee_id, barred, priority,
      calendar_id, due_at, created_at, assigned_at)
    values (${row.id}, ${row.caseId}, ${row.step}, ${row.visit}, ${row.status}, ${row.queueId}, ${row.skill},
      ${row.assigneeId}, ${row.barred}::text[], ${row.priority}, ${row.calendarId}, ${row.dueAt}, ${row.createdAt},
      ${row.assignedAt})`.execute(tx);
}

export async function selectTask(db: Db | Tx, id: string): Promise<TaskRow | null> {
  const { rows } = await sql<TaskRow>`select ${TASK} from work.tasks t where t.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** The task, locked. Lock its case before. */
export async function lockTask(tx: Tx, id: string): Promise<TaskRow | null> {
  const { rows } = await sql<TaskRow>`select ${TASK} from work.tasks t where t.id = ${id} for update`.execute(tx);
  return rows[0] ?? null;
}

/** The one task of a case that has not ended. */
export async function lockOpenTask(tx: Tx, caseId: string): Promise<TaskRow | null> {
  const { rows } = await sql<TaskRow>`
    select ${TASK} from work.tasks t where t.case_id = ${caseId} and t.closed_at is null for update`.execute(tx);
  return rows[0] ?? null;
}

export async function selectTasksOf(db: Db | Tx, caseId: string): Promise<readonly TaskRow[]> {
  const { rows } = await sql<TaskRow>`
    select ${TASK} from work.tasks t where t.case_id = ${caseId} order by t.created_at, t.id`.execute(db);
  return rows;
}

export type TaskChange = Pick<
  TaskRow,
  | 'id'
  | 'status'
  | 'assigneeId'
  | 'queueId'
  | 'dueAt'
  | 'remainingMs'
  | 'dueSoonAt'
  | 'overdueAt'
  | 'answers'
  | 'assignedAt'
  | 'closedAt'
  | 'closedBy'
>;

export async function updateTask(tx: Tx, row: TaskChange): Promise<void> {
  const answers = row.answers === null ? null : JSON.stringify(row.answers);
  await sql`
    update work.tasks set status = ${row.status}, assignee_id = ${row.assigneeId}, queue_id = ${row.queueId},
      due_at = ${row.dueAt}, remaining_ms = ${row.remainingMs}, due_soon_at = ${row.dueSoonAt},
      overdue_at = ${row.overdueAt}, answers = ${answers}::jsonb, assigned_at = ${row.assignedAt},
      closed_at = ${row.closedAt}, closed_by = ${row.closedBy}
    where id = ${row.id}`.execute(tx);
}

/** One person asks for the next task at a time: a limit holds however fast they click. */
export async function lockPerson(tx: Tx, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('work.next:' || ${userId}, 0))`.execute(tx);
}

/** Open tasks of a queue that somebody holds. */
export async function countHeld(tx: Tx, queueId: string, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from work.tasks
    where queue_id = ${queueId} and assignee_id = ${userId} and status = 'assigned'`.execute(tx);
  return rows[0]?.count ?? 0;
}

const ORDERS: Readonly<Record<QueuePick, RawBuilder<unknown>>> = {
  due: sql`t.due_at asc nulls last, t.priority desc, t.created_at, t.id`,
  priority: sql`t.priority desc, t.due_at asc nulls last, t.created_at, t.id`,
  oldest: sql`t.created_at, t.id`,
};

/** Takes out the first waiting task that suits; one that somebody else is taking right now is passed over. */
export async function takeNext(
  tx: Tx,
  queue: { readonly id: string; readonly pick: QueuePick },
  who: { readonly person: string; readonly skills: readonly string[] },
): Promise<TaskRow | null> {
  const { rows } = await sql<TaskRow>`
    select ${TASK} from work.tasks t join work.cases c on c.id = t.case_id
    where t.queue_id = ${queue.id} and t.status = 'waiting' and c.status = 'open'
      and (t.skill is null or t.skill = any(${who.skills}::text[])) and not ${who.person} = any(t.barred)
    order by ${ORDERS[queue.pick]} limit 1 for update of c, t skip locked`.execute(tx);
  return rows[0] ?? null;
}

/** Open tasks that somebody holds, in the order in which cases are locked. */
export async function heldBy(
  tx: Tx,
  userId: string,
  limit: number,
): Promise<readonly Pick<TaskRow, 'id' | 'caseId'>[]> {
  const { rows } = await sql<Pick<TaskRow, 'id' | 'caseId'>>`
    select t.id, t.case_id as "caseId" from work.tasks t
    where t.assignee_id = ${userId} and t.status = 'assigned'
    order by t.case_id limit ${limit}`.execute(tx);
  return rows;
}

export interface TaskFilter {
  readonly box: 'mine' | 'queue' | 'team' | 'done';
  readonly queueId: string | null;
  readonly assigneeId: string | null;
  readonly overdueAt: Date | null;
  readonly after: TaskPlace | null;
  readonly limit: number;
}

/** The sort values of a task: when it is due (or was closed) and how important it is. */
export interface TaskPlace {
  readonly at: string;
  readonly rank: number;
  readonly id: string;
}

function boxOf(filter: TaskFilter, viewer: Viewer): RawBuilder<unknown> {
  switch (filter.box) {
    case 'mine':
      return sql`t.status = 'assigned' and t.assignee_id = ${viewer.id}::uuid`;
    case 'queue':
      return sql`t.status = 'waiting' and t.queue_id = any(${viewer.queueIds}::uuid[])
        and (t.skill is null or t.skill = any(${viewer.skills}::text[]))`;
    case 'team':
      return sql`t.closed_at is null and ${seen(viewer)}`;
    case 'done':
      return sql`t.closed_at is not null and t.closed_by = ${viewer.id}::uuid`;
  }
}

/** What is due first stands first; what was done last, in the box of done tasks. */
export async function selectTasks(
  db: Db,
  filter: TaskFilter,
  viewer: Viewer,
): Promise<readonly (ListedTaskRow & TaskPlace)[]> {
  const isDone = filter.box === 'done';
  const at = isDone ? sql`t.closed_at` : sql`coalesce(t.due_at, 'infinity'::timestamptz)`;
  const rank = isDone ? sql`0` : sql`-t.priority`;
  const place =
    filter.after === null
      ? sql`true`
      : isDone
        ? sql`(${at}, t.id) < (${filter.after.at}::timestamptz, ${filter.after.id}::uuid)`
        : sql`(${at}, ${rank}, t.id) > (${filter.after.at}::timestamptz, ${filter.after.rank}::int, ${filter.after.id}::uuid)`;
  const order = isDone ? sql`${at} desc, t.id desc` : sql`${at}, ${rank}, t.id`;
  const { rows } = await sql<ListedTaskRow & TaskPlace>`
    select ${LISTED}, ${at}::text as at, ${rank} as rank from ${FROM}
    where ${boxOf(filter, viewer)} and ${place}
      and (${filter.queueId}::uuid is null or t.queue_id = ${filter.queueId}::uuid)
      and (${filter.assigneeId}::uuid is null or t.assignee_id = ${filter.assigneeId}::uuid)
      and (${filter.overdueAt}::timestamptz is null or (t.due_at < ${filter.overdueAt}::timestamptz and c.status = 'open'))
    order by ${order} limit ${filter.limit}`.execute(db);
  return rows;
}

export interface BoxCounts {
  readonly mine: number;
  readonly overdue: number;
  readonly queue: number;
}

/** What waits for somebody. */
export async function countBoxes(db: Db, viewer: Viewer, now: Date): Promise<BoxCounts> {
  const { rows } = await sql<BoxCounts>`
    select
      count(*) filter (where t.assignee_id = ${viewer.id}::uuid and t.status = 'assigned') as mine,
      count(*) filter (where t.assignee_id = ${viewer.id}::uuid and t.status = 'assigned' and t.due_at < ${now}
        and c.status = 'open') as overdue,
      count(*) filter (where t.status = 'waiting') as queue
    from work.tasks t join work.cases c on c.id = t.case_id
    where (t.status = 'assigned' and t.assignee_id = ${viewer.id}::uuid)
      or (t.status = 'waiting' and t.queue_id = any(${viewer.queueIds}::uuid[])
        and (t.skill is null or t.skill = any(${viewer.skills}::text[])))`.execute(db);
  return rows[0] ?? { mine: 0, overdue: 0, queue: 0 };
}

export interface LoadRow {
  readonly assigneeId: string | null;
  readonly queueId: string | null;
  readonly open: number;
  readonly overdue: number;
  readonly oldestDueAt: Date | null;
}

/** Open work by person and by queue, of what the viewer may see. */
export async function selectLoad(db: Db, viewer: Viewer, now: Date): Promise<readonly LoadRow[]> {
  const { rows } = await sql<LoadRow>`
    select t.assignee_id as "assigneeId", t.queue_id as "queueId", count(*) as open,
      count(*) filter (where t.due_at < ${now} and c.status = 'open') as overdue, min(t.due_at) as "oldestDueAt"
    from work.tasks t join work.cases c on c.id = t.case_id
    where t.closed_at is null and ${seen(viewer)}
    group by t.assignee_id, t.queue_id`.execute(db);
  return rows;
}
