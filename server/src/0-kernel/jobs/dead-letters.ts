import { sql } from 'kysely';
import { newId } from '#kernel/clock.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { envelopeOf, type Origin } from './envelope.ts';

/** A job or a timer that failed for the last time. */
export interface DeadLetter {
  readonly id: string;
  readonly origin: 'job' | 'timer';
  readonly kind: string;
  readonly key: string | null;
  readonly payload: unknown;
  readonly error: string;
  readonly attempts: number;
  readonly requestId: string;
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly failedAt: Date;
}

export interface DeadLetterPage {
  readonly items: readonly DeadLetter[];
  readonly nextCursor: string | null;
}

/** What a timer leaves behind when it is given up. */
export interface DeadTimer {
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  readonly dueAt: Date;
  readonly error: string;
  readonly attempts: number;
  readonly origin: Origin;
  readonly failedAt: Date;
}

interface Row {
  readonly id: string;
  readonly origin: 'job' | 'timer';
  readonly kind: string;
  readonly key: string | null;
  readonly queue: string | null;
  readonly payload: unknown;
  readonly max_attempts: number | null;
  readonly error: string;
  readonly attempts: number;
  readonly request_id: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly locale: string;
  readonly failed_at: Date;
}

const LETTER = { 'zh-CN': '失败的作业', en: 'failed job' } as const;

/** Oldest first; those already tried again are not listed. A cursor that is not ours starts at the beginning. */
export async function listDeadLetters(
  db: Db,
  options: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<DeadLetterPage> {
  const [failedAt = null, id = null] = (options.cursor === undefined ? null : decodeCursor(options.cursor)) ?? [];
  // The cursor carries microseconds as text: a Date would cut them off and show a row twice.
  const after =
    failedAt === null || id === null ? sql`true` : sql`(failed_at, id) > (${failedAt}::timestamptz, ${id}::uuid)`;
  const { rows } = await sql<Row & { readonly failed_text: string }>`
    select *, failed_at::text as failed_text from kernel.dead_letters
    where retried_at is null and ${after}
    order by failed_at, id limit ${options.limit + 1}`.execute(db);
  const items = rows.slice(0, options.limit);
  const last = rows.length > options.limit ? items.at(-1) : undefined;
  return {
    items: items.map((row) => ({
      id: row.id,
      origin: row.origin,
      kind: row.kind,
      key: row.key,
      payload: row.payload,
      error: row.error,
      attempts: row.attempts,
      requestId: row.request_id,
      actor: { kind: row.actor_kind, id: row.actor_id },
      failedAt: row.failed_at,
    })),
    nextCursor: last === undefined ? null : encodeCursor([last.failed_text, last.id]),
  };
}

/** Puts a timer that is given up on the list. */
export async function buryTimer(tx: Tx, timer: DeadTimer): Promise<void> {
  const { origin } = timer;
  await sql`
    insert into kernel.dead_letters
      (id, origin, kind, key, payload, due_at, error, attempts, request_id, actor_kind, actor_id, locale, failed_at)
    values (${newId()}, 'timer', ${timer.kind}, ${timer.key}, ${JSON.stringify(timer.payload)}::jsonb, ${timer.dueAt},
            ${timer.error}, ${timer.attempts}, ${origin.requestId}, ${origin.actorKind}, ${origin.actorId},
            ${origin.locale}, ${timer.failedAt})`.execute(tx);
}

/**
 * Moves every job whose last attempt is over to the list: those that failed and those whose process died. Moving is
 * one statement, so several processes may do it.
 */
export async function buryJobs(db: Db, failedAt: Date): Promise<readonly { readonly kind: string }[]> {
  const { rows } = await sql<{ kind: string }>`
    with exhausted as (
      select id from graphile_worker._private_jobs
      where attempts >= max_attempts and locked_at is null for update skip locked
    ),
    gone as (
      delete from graphile_worker._private_jobs as j using exhausted as x where j.id = x.id returning j.*
    )
    insert into kernel.dead_letters
      (id, origin, job_id, kind, key, queue, payload, max_attempts, error, attempts, request_id, actor_kind, actor_id,
       locale, failed_at)
    select uuidv7(), 'job', g.id, t.identifier, g.key, q.queue_name, coalesce(g.payload::jsonb -> 'payload', 'null'),
           g.max_attempts, coalesce(g.last_error, 'The worker ended during the last attempt'), g.attempts,
           coalesce(g.payload ->> 'requestId', ''), coalesce(g.payload ->> 'actorKind', 'system'),
           g.payload ->> 'actorId', coalesce(g.payload ->> 'locale', 'zh-CN'), ${failedAt}
    from gone as g
    join graphile_worker._private_tasks as t on t.id = g.task_id
    left join graphile_worker._private_job_queues as q on q.id = g.job_queue_id
    on conflict (job_id) do nothing
    returning kind`.execute(db);
  return rows;
}

/** Puts it back to work under the request it came from, and off the list. Throws 404 when it is not on the list. */
export async function retryDeadLetter(tx: Tx, id: string, now: Date): Promise<void> {
  const { rows } = await sql<Row>`
    update kernel.dead_letters set retried_at = ${now} where id::text = ${id} and retried_at is null
    returning *`.execute(tx);
  const row = rows[0];
  if (row === undefined) {
    throw notFound(LETTER, id);
  }
  const origin: Origin = {
    requestId: row.request_id,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    locale: row.locale,
  };
  if (row.origin === 'job') {
    await sql`
      select graphile_worker.add_job(${row.kind}, ${envelopeOf(row.payload, origin)}::json, queue_name := ${row.queue},
        max_attempts := ${row.max_attempts}::int, job_key := ${row.key})`.execute(tx);
    return;
  }
  // A newer timer of the same key has taken its place: the retry is then done.
  await sql`
    insert into kernel.timers (kind, key, due_at, next_try_at, payload, request_id, actor_kind, actor_id, locale)
    values (${row.kind}, ${row.key}, ${now}, ${now}, ${JSON.stringify(row.payload)}::jsonb, ${row.request_id},
            ${row.actor_kind}, ${row.actor_id}, ${row.locale})
    on conflict (kind, key) do nothing`.execute(tx);
}
