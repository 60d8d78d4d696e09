import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { LifecycleStage } from '#segments/pure';

export interface StageRunRow {
  readonly id: string;
  readonly scoreRunId: string;
  readonly asOf: string;
  readonly currency: string;
  readonly state: 'moving' | 'tasks' | 'done';
  readonly limits: Readonly<Record<string, number>>;
  readonly isPlacing: boolean;
  readonly moves: number;
  readonly tasks: number;
  readonly over: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

const RUN = sql`id, score_run_id as "scoreRunId", to_char(as_of, 'YYYY-MM-DD') as "asOf", currency, state, limits,
  is_placing as "isPlacing", moves, tasks, over, started_at as "startedAt", ended_at as "endedAt"`;

/** The newest run. */
export async function lastRun(db: Db | Tx): Promise<StageRunRow | null> {
  const { rows } = await sql<StageRunRow>`select ${RUN} from care.stage_runs order by id desc limit 1`.execute(db);
  return rows[0] ?? null;
}

/** One run at a time, over all processes; held until the transaction ends. */
export async function lockRun(tx: Tx, id: string): Promise<StageRunRow | null> {
  const { rows } = await sql<StageRunRow>`select ${RUN} from care.stage_runs where id = ${id} for update`.execute(tx);
  return rows[0] ?? null;
}

export async function insertRun(tx: Tx, run: StageRunRow): Promise<void> {
  await sql`
    insert into care.stage_runs (id, score_run_id, as_of, currency, state, limits, is_placing, started_at)
    values (${run.id}, ${run.scoreRunId}, ${run.asOf}::date, ${run.currency}, ${run.state},
      ${JSON.stringify(run.limits)}::jsonb, ${run.isPlacing}, ${run.startedAt})`.execute(tx);
}

export interface Placed {
  readonly customerId: string;
  readonly stage: LifecycleStage;
  readonly worthMinor: number;
}

/**
 * Writes down where these people stand; each who stood elsewhere before has moved, unless everybody is placed anew.
 * Answers whose stage is another than before, or the first that is known.
 */
export async function place(
  tx: Tx,
  { id, asOf, isPlacing }: Pick<StageRunRow, 'id' | 'asOf' | 'isPlacing'>,
  people: readonly Placed[],
): Promise<readonly { readonly customerId: string; readonly to: LifecycleStage }[]> {
  const { rows } = await sql<{ customerId: string; to: LifecycleStage }>`
    with given as (
      select * from unnest(${people.map(({ customerId }) => customerId)}::uuid[],
        ${people.map(({ stage }) => stage)}::text[], ${people.map(({ worthMinor }) => worthMinor)}::bigint[])
        as g (customer_id, stage, value_minor)),
    changed as (
      insert into care.stages as s (customer_id, stage, since) select customer_id, stage, ${asOf}::date from given
      on conflict (customer_id) do update set stage = excluded.stage, since = excluded.since where s.stage <> excluded.stage
      returning new.customer_id, old.stage as from_stage, new.stage as to_stage),
    moved as (
      insert into care.moves (id, customer_id, from_stage, to_stage, moved_on, run_id, value_minor)
      select uuidv7(), c.customer_id, c.from_stage, c.to_stage, ${asOf}::date, ${id}, g.value_minor
      from changed c join given g using (customer_id)
      where c.from_stage is not null and not ${isPlacing}::boolean)
    select customer_id as "customerId", to_stage as "to" from changed`.execute(tx);
  return rows;
}

/**
 * Which moves of a run get a task: those with a rule that makes one, the most valuable first, `most` of them. From then
 * on the run makes tasks.
 */
export async function chooseTasks(tx: Tx, runId: string, most: number): Promise<void> {
  await sql`
    with ranked as (
      select m.id, r.id as rule_id, row_number() over (order by m.value_minor desc, m.id) as place
      from care.moves m cross join lateral (
        select id, makes_task from care.move_rules r
        where r.is_active and r.to_stage = m.to_stage and (r.from_stage is null or r.from_stage = m.from_stage)
        order by r.from_stage nulls last limit 1) r
      where m.run_id = ${runId} and m.task = 'none' and r.makes_task)
    update care.moves m set rule_id = ranked.rule_id, task = case when place <= ${most} then 'due' else 'over' end
    from ranked where ranked.id = m.id`.execute(tx);
  await sql`
    update care.stage_runs set state = 'tasks',
      moves = (select count(*) from care.moves where run_id = ${runId}),
      over = (select count(*) from care.moves where run_id = ${runId} and task = 'over')
    where id = ${runId}`.execute(tx);
}

export interface DueTask {
  readonly id: string;
  readonly customerId: string;
  readonly to: LifecycleStage;
  readonly title: string | null;
  readonly dueDays: number;
  readonly assigneeId: string | null;
  readonly segmentId: string | null;
}

/** Moves whose task is still to be made, the most valuable first, held until the transaction ends. */
export async function takeDueTasks(tx: Tx, runId: string, limit: number): Promise<readonly DueTask[]> {
  const { rows } = await sql<DueTask>`
    select m.id, m.customer_id as "customerId", m.to_stage as "to", r.title,
      coalesce(r.due_days, 0) as "dueDays", r.assignee_id as "assigneeId", r.segment_id as "segmentId"
    from care.moves m left join care.move_rules r on r.id = m.rule_id
    where m.run_id = ${runId} and m.task = 'due'
    order by m.value_minor desc, m.id limit ${limit} for update of m`.execute(tx);
  return rows;
}

export async function markTask(tx: Tx, id: string, task: 'made' | 'gone', caseId: string | null): Promise<void> {
  await sql`update care.moves set task = ${task}, case_id = ${caseId} where id = ${id}`.execute(tx);
}

export async function endRun(tx: Tx, runId: string, at: Date): Promise<void> {
  await sql`
    update care.stage_runs set state = 'done', ended_at = ${at},
      tasks = (select count(*) from care.moves where run_id = ${runId} and task = 'made')
    where id = ${runId}`.execute(tx);
}

/** What is older is forgotten. */
export async function forgetMoves(tx: Tx, before: string): Promise<void> {
  await sql`delete from care.moves where moved_on < ${before}::date`.execute(tx);
  await sql`delete from care.stage_runs where as_of < ${before}::date and state = 'done'`.execute(tx);
}

export async function countStages(db: Db | Tx): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ stage: string; customers: number }>`
    select stage, count(*)::integer as customers from care.stages group by stage`.execute(db);
  return new Map(rows.map(({ stage, customers }) => [stage, customers]));
}

export interface FlowRow {
  readonly from: LifecycleStage;
  readonly to: LifecycleStage;
  readonly customers: number;
  readonly tasks: number;
}

export async function flowsSince(db: Db | Tx, day: string): Promise<FlowRow[]> {
  const { rows } = await sql<FlowRow>`
    select from_stage as "from", to_stage as "to", count(*)::integer as customers,
      count(*) filter (where task = 'made')::integer as tasks
    from care.moves where moved_on >= ${day}::date group by 1, 2 order by customers desc, 1, 2`.execute(db);
  return rows;
}

export interface MoveRow {
  readonly id: string;
  readonly customerId: string;
  readonly from: LifecycleStage;
  readonly to: LifecycleStage;
  readonly movedOn: string;
  readonly valueMinor: number;
  readonly currency: string;
  readonly task: 'none' | 'due' | 'made' | 'over' | 'gone';
  readonly caseId: string | null;
}

const MOVE = sql`m.id, m.customer_id as "customerId", m.from_stage as "from", m.to_stage as "to",
  to_char(m.moved_on, 'YYYY-MM-DD') as "movedOn", m.value_minor::float8 as "valueMinor", r.currency, m.task,
  m.case_id as "caseId" from care.moves m join care.stage_runs r on r.id = m.run_id`;

export async function listMoves(
  db: Db | Tx,
  asked: {
    readonly from: string | null;
    readonly to: string | null;
    readonly beforeId: string | null;
    readonly limit: number;
  },
): Promise<MoveRow[]> {
  const { rows } = await sql<MoveRow>`
    select ${MOVE}
    where (${asked.from}::text is null or m.from_stage = ${asked.from})
      and (${asked.to}::text is null or m.to_stage = ${asked.to})
      and (${asked.beforeId}::uuid is null or m.id < ${asked.beforeId}::uuid)
    order by m.id desc limit ${asked.limit}`.execute(db);
  return rows;
}

export async function movesOf(db: Db | Tx, customerId: string, limit: number): Promise<MoveRow[]> {
  const { rows } = await sql<MoveRow>`
    select ${MOVE} where m.customer_id = ${customerId} order by m.id desc limit ${limit}`.execute(db);
  return rows;
}
