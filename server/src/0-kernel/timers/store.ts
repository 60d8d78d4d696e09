import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Origin } from '#kernel/jobs/envelope.ts';

export interface StoredTimer {
  readonly kind: string;
  readonly key: string;
  readonly dueAt: Date;
  readonly payload: unknown;
  readonly attempts: number;
  readonly origin: Origin;
}

export interface NewTimer {
  readonly kind: string;
  readonly key: string;
  readonly dueAt: Date;
  readonly payload: unknown;
  readonly origin: Origin;
}

interface Row {
  readonly kind: string;
  readonly key: string;
  readonly due_at: Date;
  readonly payload: unknown;
  readonly attempts: number;
  readonly request_id: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly locale: string;
}

/** `replace`: the latest call decides; `keep`: an existing timer stays as it is. */
export async function putTimer(tx: Tx, timer: NewTimer, onExisting: 'replace' | 'keep'): Promise<void> {
  const { origin } = timer;
  const conflict =
    onExisting === 'keep'
      ? sql`do nothing`
      : sql`do update set due_at = excluded.due_at, next_try_at = excluded.next_try_at, payload = excluded.payload,
          request_id = excluded.request_id, actor_kind = excluded.actor_kind, actor_id = excluded.actor_id,
          locale = excluded.locale, attempts = 0, last_error = null,
          setting = excluded.setting`;
  await sql`
    insert into kernel.timers (kind, key, due_at, next_try_at, payload, request_id, actor_kind, actor_id, locale)
    values (${timer.kind}, ${timer.key}, ${timer.dueAt}, ${timer.dueAt}, ${JSON.stringify(timer.payload)}::jsonb,
            ${origin.requestId}, ${origin.actorKind}, ${origin.actorId}, ${origin.locale})
    on conflict (kind, key) ${conflict}`.execute(tx);
}

export async function deleteTimer(tx: Tx, kind: string, key: string): Promise<void> {
  await sql`delete from kernel.timers where kind = ${kind} and key = ${key}`.execute(tx);
}

/** A number above which all timers set from now on are. */
export async function readLastSetting(db: Db): Promise<number> {
  const { rows } = await sql<{ last: number }>`select last_value as last from kernel.timer_settings`.execute(db);
  return rows[0]?.last ?? 0;
}

/**
 * Takes the longest due timer of the kinds out of the table; it is back when the transaction rolls back. Timers
 * that another process is firing are passed over, and so are those set after `lastSetting`.
 */
export async function takeDueTimer(
  tx: Tx,
  options: { readonly now: Date; readonly kinds: readonly string[]; readonly lastSetting: number },
): Promise<StoredTimer | null> {
  const { rows } = await sql<Row>`
    delete from kernel.timers as t
    using (
      select kind, key from kernel.timers
      where next_try_at <= ${options.now} and kind = any(${options.kinds}::text[]) and setting <= ${options.lastSetting}
      order by next_try_at, kind, key limit 1 for update skip locked
    ) as due
    where t.kind = due.kind and t.key = due.key
    returning t.kind, t.key, t.due_at, t.payload, t.attempts, t.request_id, t.actor_kind, t.actor_id, t.locale`.execute(
    tx,
  );
  const row = rows[0];
  if (row === undefined) {
    return null;
  }
  return {
    kind: row.kind,
    key: row.key,
    dueAt: row.due_at,
    payload: row.payload,
    attempts: row.attempts,
    origin: { requestId: row.request_id, actorKind: row.actor_kind, actorId: row.actor_id, locale: row.locale },
  };
}

/** Counts a failed attempt, unless somebody has changed the timer since. */
export async function postponeTimer(
  db: Db,
  timer: StoredTimer,
  options: { readonly nextTryAt: Date; readonly error: string },
): Promise<void> {
  await sql`
    update kernel.timers set attempts = attempts + 1, next_try_at = ${options.nextTryAt}, last_error = ${options.error}
    where kind = ${timer.kind} and key = ${timer.key} and due_at = ${timer.dueAt} and attempts = ${timer.attempts}`.execute(
    db,
  );
}

/** Removes a timer that is given up; false when somebody has changed it since. */
export async function dropTimer(tx: Tx, timer: StoredTimer): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from kernel.timers
    where kind = ${timer.kind} and key = ${timer.key} and due_at = ${timer.dueAt} and attempts = ${timer.attempts}`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}
