import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { Grant } from '../roles/grants.ts';

export interface SessionActorRow {
  readonly session_id: string;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly user_id: string;
  readonly name: string;
  readonly locale: Locale;
  readonly disabled: boolean;
  readonly opened_by: 'password' | 'oidc';
  readonly attested_until: Date | null;
  readonly has_second_factor: boolean;
  readonly grants: readonly Grant[];
}

/** The session of a token with its user and roles, in one statement since every request asks it. */
export async function selectSessionActor(db: Db, tokenHash: Buffer): Promise<SessionActorRow | null> {
  const result = await sql<SessionActorRow>`
    select sessions.id as session_id, sessions.last_seen_at, sessions.expires_at, sessions.opened_by,
      sessions.attested_until,
      exists (select from access.second_factors f
        where f.user_id = sessions.user_id and f.confirmed_at is not null) as has_second_factor,
      users.id as user_id, users.name, users.locale, users.disabled_at is not null as disabled,
      (select coalesce(jsonb_agg(jsonb_build_object('role', role, 'scopeId', scope_id) order by role, scope_id), '[]')
       from access.assignments where assignments.user_id = users.id) as grants
    from access.sessions join access.users on users.id = sessions.user_id
    where sessions.token_hash = ${tokenHash}`.execute(db);
  return result.rows[0] ?? null;
}

export interface ApiKeyActorRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly scope_id: string | null;
  readonly sources: readonly string[] | null;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
}

/** The key of a digest, unless it was revoked. */
export async function selectApiKeyActor(db: Db, keyHash: Buffer): Promise<ApiKeyActorRow | null> {
  const result = await sql<ApiKeyActorRow>`
    select id, name, role, scope_id, sources, expires_at, last_used_at from access.api_keys
    where key_hash = ${keyHash} and revoked_at is null`.execute(db);
  return result.rows[0] ?? null;
}

/** Never moves back, whatever order requests end in. */
export async function touchSession(db: Db | Tx, id: string, at: Date): Promise<void> {
  await sql`update access.sessions set last_seen_at = ${at} where id = ${id} and last_seen_at < ${at}`.execute(db);
}

export async function touchApiKey(db: Db | Tx, id: string, at: Date): Promise<void> {
  await sql`
    update access.api_keys set last_used_at = ${at}
    where id = ${id} and (last_used_at is null or last_used_at < ${at})`.execute(db);
}
