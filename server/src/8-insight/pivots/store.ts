import { sql } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import {
  type PivotQuestion,
  type PivotSchedule,
  pivotQuestionSchema,
  pivotScheduleSchema,
  type RUN_STATES,
} from './schema.ts';

export interface PivotRow {
  readonly id: string;
  readonly name: string;
  readonly note: string | null;
  readonly question: PivotQuestion;
  readonly shared: boolean;
  readonly schedule: PivotSchedule | null;
  readonly nextRunAt: Date | null;
  readonly owner: string;
  readonly ownerName: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

export interface PivotRun {
  readonly pivotId: string;
  readonly dueAt: Date;
  readonly state: (typeof RUN_STATES)[number];
  readonly exportId: string | null;
  readonly failure: Text | null;
}

const COLUMNS = sql.raw(`id, name, note, question, shared, schedule, next_run_at as "nextRunAt", owner,
  owner_name as "ownerName", version, created_at as "createdAt", updated_at as "updatedAt", updated_by as "updatedBy"`);

const parsed = (row: PivotRow): PivotRow => ({
  ...row,
  question: pivotQuestionSchema.parse(row.question),
  schedule: pivotScheduleSchema.nullable().parse(row.schedule),
});

/** Those of an owner and those shared with everybody, by name. */
export async function listPivots(db: Db | Tx, owner: string): Promise<PivotRow[]> {
  const { rows } = await sql<PivotRow>`
    select ${COLUMNS} from insight.pivots where archived_at is null and (shared or owner = ${owner})
    order by lower(name), id limit 1000`.execute(db);
  return rows.map(parsed);
}

export async function findPivot(db: Db | Tx, id: string): Promise<PivotRow | null> {
  const { rows } = await sql<PivotRow>`
    select ${COLUMNS} from insight.pivots where id = ${id} and archived_at is null`.execute(db);
  return rows[0] === undefined ? null : parsed(rows[0]);
}

/** Held until the transaction ends, put away or not. */
export async function lockPivot(tx: Tx, id: string, isArchived = false): Promise<PivotRow | null> {
  const { rows } = await sql<PivotRow>`
    select ${COLUMNS} from insight.pivots where id = ${id} and (archived_at is not null) = ${isArchived}
    for update`.execute(tx);
  return rows[0] === undefined ? null : parsed(rows[0]);
}

/** A new pivot, or a change of one. */
export async function savePivot(tx: Tx, row: PivotRow): Promise<void> {
  const schedule = row.schedule === null ? null : JSON.stringify(row.schedule);
  await sql`
    insert into insight.pivots (id, name, note, question, shared, schedule, next_run_at, owner, owner_name, version,
      created_at, updated_at, updated_by)
    values (${row.id}, ${row.name}, ${row.note}, ${JSON.stringify(row.question)}::jsonb, ${row.shared},
      ${schedule}::jsonb, ${row.nextRunAt}, ${row.owner}, ${row.ownerName}, ${row.version}, ${row.createdAt},
      ${row.updatedAt}, ${row.updatedBy})
    on conflict (id) do update set name = excluded.name, note = excluded.note, question = excluded.question,
      shared = excluded.shared, schedule = excluded.schedule, next_run_at = excluded.next_run_at,
      version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by`.execute(tx);
}

export async function archivePivot(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update insight.pivots set archived_at = ${at}, next_run_at = null where id = ${id}`.execute(tx);
}

export async function restorePivot(tx: Tx, id: string, nextRunAt: Date | null): Promise<void> {
  await sql`
    update insight.pivots set archived_at = null, next_run_at = ${nextRunAt} where id = ${id}`.execute(tx);
}

export async function setNextRun(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update insight.pivots set next_run_at = ${at} where id = ${id}`.execute(tx);
}

/** Whether it is new: a time that came twice has one run. */
export async function insertRun(tx: Tx, pivotId: string, dueAt: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into insight.pivot_runs (pivot_id, due_at, state) values (${pivotId}, ${dueAt}, 'waiting')
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

/** A run that is still to be made, held until the transaction ends. */
export async function lockWaitingRun(tx: Tx, pivotId: string, dueAt: Date): Promise<boolean> {
  const { rows } = await sql`
    select from insight.pivot_runs where pivot_id = ${pivotId} and due_at = ${dueAt} and state = 'waiting'
    for update`.execute(tx);
  return rows.length > 0;
}

export async function endRun(tx: Tx, run: PivotRun): Promise<void> {
  await sql`
    update insight.pivot_runs set state = ${run.state}, export_id = ${run.exportId},
      failure = ${run.failure === null ? null : JSON.stringify(run.failure)}::jsonb
    where pivot_id = ${run.pivotId} and due_at = ${run.dueAt}`.execute(tx);
}

const failureSchema = z.object({ 'zh-CN': z.string(), en: z.string() }).nullable();

/** The last run of each. */
export async function lastRuns(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, PivotRun>> {
  const { rows } = await sql<PivotRun>`
    select distinct on (pivot_id) pivot_id as "pivotId", due_at as "dueAt", state, export_id as "exportId", failure
    from insight.pivot_runs where pivot_id = any(${ids}::uuid[]) order by pivot_id, due_at desc`.execute(db);
  return new Map(rows.map((row) => [row.pivotId, { ...row, failure: failureSchema.parse(row.failure) }]));
}
