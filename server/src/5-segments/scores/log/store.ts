import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import { type SCORE_OUTCOMES, type ScoreResult, scoreResultSchema } from './schema.ts';

/** How one computation of a score ended. */
export interface LogRow {
  /** In the order of time. */
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly asOf: string;
  readonly outcome: (typeof SCORE_OUTCOMES)[number];
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly actorKind: Actor['kind'];
  readonly actorId: string | null;
  readonly settings: Readonly<Record<string, number>>;
  readonly sampled: number | null;
  readonly customers: number;
  readonly result: ScoreResult | null;
  readonly error: string | null;
}

export async function insertLog(db: Db, row: LogRow): Promise<void> {
  await sql`
    insert into segments.score_log (id, kind, version, as_of, outcome, started_at, finished_at, actor_kind, actor_id, settings,
      sampled, customers, result, error)
    values (${row.id}, ${row.kind}, ${row.version}, ${row.asOf}, ${row.outcome}, ${row.startedAt}, ${row.finishedAt},
      ${row.actorKind}, ${row.actorId}, ${JSON.stringify(row.settings)}::jsonb, ${row.sampled}, ${row.customers},
      ${row.result === null ? null : JSON.stringify(row.result)}::jsonb, ${row.error})`.execute(db);
}

/** What was computed is of interest for a year. */
export async function dropOldLog(db: Db, before: Date): Promise<void> {
  await sql`delete from segments.score_log where finished_at < ${before}`.execute(db);
}

/** Newest first. */
export async function listLog(
  db: Db,
  { kind, before, limit }: { readonly kind: string; readonly before: string | null; readonly limit: number },
): Promise<readonly LogRow[]> {
  const { rows } = await sql<LogRow>`
    select id, kind, version, as_of as "asOf", outcome, started_at as "startedAt", finished_at as "finishedAt",
      actor_kind as "actorKind", actor_id as "actorId", settings, sampled, customers, result, error
    from segments.score_log
    where kind = ${kind} and (${before}::uuid is null or id < ${before}::uuid)
    order by id desc limit ${limit}`.execute(db);
  return rows.map((row) => ({
    ...row,
    settings: z.record(z.string(), z.number()).parse(row.settings),
    result: scoreResultSchema.nullable().parse(row.result),
  }));
}
