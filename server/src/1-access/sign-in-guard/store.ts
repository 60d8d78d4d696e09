import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

/** The latest end of the locks on the keys, or null when none is locked at that time. */
export async function selectLock(db: Db, keys: readonly Buffer[], now: Date): Promise<Date | null> {
  const result = await sql<{ until: Date | null }>`
    select max(locked_until) as until from access.sign_in_failures
    where key = any(${keys}::bytea[]) and locked_until > ${now}`.execute(db);
  return result.rows[0]?.until ?? null;
}

export interface FailureRow {
  readonly failures: number;
  readonly last_failed_at: Date;
}

/** The count at the key, held until the transaction ends, so that no failure is lost between two processes. */
export async function lockFailures(tx: Tx, key: Buffer, now: Date): Promise<FailureRow | null> {
  await sql`
    insert into access.sign_in_failures (key, failures, last_failed_at)
    values (${key}, 0, ${now}) on conflict do nothing`.execute(tx);
  const result = await sql<FailureRow>`
    select failures, last_failed_at from access.sign_in_failures where key = ${key} for update`.execute(tx);
  const row = result.rows[0];
  return row === undefined || row.failures === 0 ? null : row;
}

export async function updateFailures(
  tx: Tx,
  row: { readonly key: Buffer; readonly failures: number; readonly now: Date; readonly lockedUntil: Date | null },
): Promise<void> {
  await sql`
    update access.sign_in_failures
    set failures = ${row.failures}, last_failed_at = ${row.now}, locked_until = ${row.lockedUntil}
    where key = ${row.key}`.execute(tx);
}

export async function deleteFailures(tx: Tx, key: Buffer): Promise<void> {
  await sql`delete from access.sign_in_failures where key = ${key}`.execute(tx);
}

/** Removes counts that no longer matter; returns how many. */
export async function deleteOldFailures(tx: Tx, before: Date): Promise<number> {
  const result = await sql`
    delete from access.sign_in_failures where last_failed_at < ${before}`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}
