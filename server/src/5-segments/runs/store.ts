import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { RunCost, RunOutcome } from './schema.ts';

export interface RunRow {
  readonly segmentId: string;
  readonly version: number;
  readonly outcome: RunOutcome;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly by: string;
  readonly entered: number;
  readonly left: number;
  readonly error: string | null;
}

/** Writes ends of runs down, with the members that the segments have then. */
export async function insertRuns(tx: Db | Tx, rows: readonly RunRow[]): Promise<void> {
  for (const row of rows) {
    await sql`
      insert into segments.runs
        (segment_id, version, outcome, started_at, finished_at, asked_by, entered, "left", members, error)
      select id, ${row.version}, ${row.outcome}, ${row.startedAt}, ${row.finishedAt}, ${row.by}, ${row.entered},
        ${row.left}, members, ${row.error}
      from segments.segments where id = ${row.segmentId}`.execute(tx);
  }
}

/** Runs are of interest for a year. */
export async function dropOldRuns(db: Db, before: Date): Promise<void> {
  await sql`delete from segments.runs where finished_at < ${before}`.execute(db);
}

/** Newest first. */
export async function listRuns(
  db: Db,
  { segmentId, before, limit }: { readonly segmentId: string; readonly before: number | null; readonly limit: number },
): Promise<(RunRow & { readonly id: number; readonly members: number })[]> {
  const { rows } = await sql<RunRow & { id: number; members: number }>`
    select id, segment_id as "segmentId", version, outcome, started_at as "startedAt", finished_at as "finishedAt",
      asked_by as by, entered, "left", members, error
    from segments.runs
    where segment_id = ${segmentId} and (${before}::bigint is null or id < ${before}::bigint)
    order by id desc limit ${limit}`.execute(db);
  return rows;
}

/** The last run of each of the segments: how it ended, how long it took, and with how many others. */
export async function lastRuns(db: Db | Tx, segmentIds: readonly string[]): Promise<ReadonlyMap<string, RunCost>> {
  const { rows } = await sql<{
    id: string;
    outcome: RunOutcome;
    finishedAt: Date;
    seconds: number;
    together: number;
  }>`
    select s.id, r.outcome, r.finished_at as "finishedAt",
      extract(epoch from r.finished_at - r.started_at)::float8 as seconds,
      (select count(distinct o.segment_id)::int from segments.runs o
        where o.started_at = r.started_at and o.finished_at >= r.started_at
          and o.finished_at < r.started_at + interval '1 hour') as together
    from unnest(${segmentIds}::uuid[]) as s (id)
    cross join lateral (
      select * from segments.runs r where r.segment_id = s.id order by r.id desc limit 1) r`.execute(db);
  return new Map(rows.map(({ id, finishedAt, ...row }) => [id, { ...row, finishedAt: finishedAt.toISOString() }]));
}
