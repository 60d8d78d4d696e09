import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface SessionRow {
  readonly id: string;
  readonly token_hash: Buffer;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly address: string;
  readonly user_agent: string;
}

export interface NewSessionRow {
  readonly id: string;
  readonly userId: string;
  readonly tokenHash: Buffer;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly address: string;
  readonly userAgent: string;
  readonly openedBy: 'password' | 'oidc';
}

export async function insertSession(tx: Tx, row: NewSessionRow): Promise<void> {
  await sql`
    insert into access.sessions
      (id, user_id, token_hash, created_at, last_seen_at, expires_at, address, user_agent, opened_by)
    values (${row.id}, ${row.userId}, ${row.tokenHash}, ${row.at}, ${row.at}, ${row.expiresAt}, ${row.address},
      ${row.userAgent}, ${row.openedBy})`.execute(tx);
}

/** Newest first, ended ones among them until they are swept. */
export async function selectSessions(db: Db, userId: string): Promise<readonly SessionRow[]> {
  const result = await sql<SessionRow>`
    select id, token_hash, created_at, last_seen_at, expires_at, address, user_agent
    from access.sessions where user_id = ${userId} order by id desc`.execute(db);
  return result.rows;
}

/** The id of the session that was ended, or null. */
export async function deleteSessionByToken(tx: Tx, tokenHash: Buffer): Promise<string | null> {
  const result = await sql<{ id: string }>`
    delete from access.sessions where token_hash = ${tokenHash} returning id`.execute(tx);
  return result.rows[0]?.id ?? null;
}

/** Whether there was such a session of this user. */
export async function deleteSession(
  tx: Tx,
  options: { readonly id: string; readonly userId: string },
): Promise<boolean> {
  const result = await sql`
    delete from access.sessions where id = ${options.id} and user_id = ${options.userId} returning id`.execute(tx);
  return result.rows.length > 0;
}

/** Ends the sessions of a user, all but the one excepted; returns how many. */
export async function deleteSessionsOf(
  tx: Tx,
  options: { readonly userId: string; readonly exceptHash: Buffer | null },
): Promise<number> {
  const result = await sql`
    delete from access.sessions
    where user_id = ${options.userId} and token_hash is distinct from ${options.exceptHash}::bytea`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

/** Removes sessions that ended, by either bound; returns how many. */
export async function deleteEndedSessions(
  tx: Tx,
  options: { readonly now: Date; readonly idleSince: Date },
): Promise<number> {
  const result = await sql`
    delete from access.sessions
    where expires_at <= ${options.now} or last_seen_at <= ${options.idleSince}`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

/** How many sessions of each user go on; users without one are left out. */
export async function countOpenSessions(
  db: Db | Tx,
  options: { readonly userIds: readonly string[]; readonly now: Date; readonly idleSince: Date },
): Promise<ReadonlyMap<string, number>> {
  const result = await sql<{ user_id: string; count: number }>`
    select user_id, count(*) as count from access.sessions
    where user_id = any(${options.userIds}::uuid[])
      and expires_at > ${options.now} and last_seen_at > ${options.idleSince}
    group by user_id`.execute(db);
  return new Map(result.rows.map((row) => [row.user_id, row.count]));
}
