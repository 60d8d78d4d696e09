import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { RunOutcome } from './schema.ts';

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
