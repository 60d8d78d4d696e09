import { Logger as QueueLogger, runMigrations } from 'graphile-worker';
import { sql } from 'kysely';
import pg from 'pg';
import type { Context } from '#kernel/context.ts';
import { connectionConfig, type Db, type Postgres, type Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { createLogger, type Logger } from '#kernel/logging/logger.ts';
import { envelopeOf, originOf } from './envelope.ts';

export interface AddJob {
  readonly name: string;
  readonly payload: unknown;
  readonly key?: string | undefined;
  readonly queue?: string | undefined;
  readonly maxAttempts: number;
}

/** What graphile-worker says goes to our log; what it says about single jobs is said better by `task.ts`. */
export function queueLogger(log: Logger): QueueLogger {
  const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;
  return new QueueLogger(() => (level, message, meta) => {
    if (meta?.['failure'] === true || meta?.['success'] === true) {
      return;
    }
    log[levels[level]]({ part: 'graphile-worker' }, message);
  });
}

/**
 * A pool for the queue alone: handlers that hold every connection of the main pool then cannot keep the queue from
 * finishing jobs. The handlers keep a restart of the server from ending the process.
 */
export function openQueuePool(postgres: Postgres, options: { readonly max: number; readonly log: Logger }): pg.Pool {
  const pool = new pg.Pool({ ...connectionConfig(postgres.url), max: options.max, application_name: 'zhike jobs' });
  const onError = (error: Error): void => options.log.warn({ err: error }, 'a connection of the job queue broke');
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/** Makes or upgrades the schema `graphile_worker`. Several processes may do it at once. */
export async function migrateJobs(postgres: Postgres, options: { readonly log?: Logger } = {}): Promise<void> {
  const log = options.log ?? createLogger({ level: 'silent' });
  const pool = openQueuePool(postgres, { max: 1, log });
  try {
    await runMigrations({ pgPool: pool, logger: queueLogger(log) });
  } finally {
    await pool.end();
  }
}

/** Adds a job in the caller's transaction; it starts after the commit. */
export async function insertJob(tx: Tx, context: Context, job: AddJob): Promise<void> {
  if (job.payload === undefined) {
    throw new AppError('job_payload_missing', 500, {
      message: { 'zh-CN': `作业 ${job.name} 没有内容`, en: `The job ${job.name} has no payload` },
    });
  }
  await sql`
    select graphile_worker.add_job(${job.name}, ${envelopeOf(job.payload, originOf(context))}::json,
      queue_name := ${job.queue ?? null}::text, max_attempts := ${job.maxAttempts}::int, job_key := ${job.key ?? null}::text)`.execute(
    tx,
  );
}

/** Names of waiting jobs that this process has no handler for. */
export async function unknownKinds(db: Db, known: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ identifier: string }>`
    select t.identifier from graphile_worker._private_tasks as t
    where t.identifier <> all(${known}::text[])
      and exists (select from graphile_worker._private_jobs as j where j.task_id = t.id)
    order by t.identifier`.execute(db);
  return rows.map((row) => row.identifier);
}

/** Makes failed jobs of the kinds due at once and counts all that can run. */
export async function hastenJobs(db: Db, kinds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    with waiting as (
      select j.id from graphile_worker._private_jobs as j
      join graphile_worker._private_tasks as t on t.id = j.task_id
      where t.identifier = any(${kinds}::text[]) and j.attempts < j.max_attempts and j.locked_at is null
    )
    select count(r.id) as waiting
    from graphile_worker.reschedule_jobs((select coalesce(array_agg(id), '{}') from waiting), run_at := now()) as r`.execute(
    db,
  );
  return Number(rows[0]?.waiting ?? 0);
}
