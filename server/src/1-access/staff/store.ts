import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Grant } from '../roles/grants.ts';

export interface StaffRow {
  readonly id: string;
  readonly name: string;
  readonly disabled: boolean;
  readonly grants: readonly Grant[];
}

/** Everybody with an account, or those of the ids. */
export async function selectStaff(db: Db | Tx, ids: readonly string[] | null): Promise<readonly StaffRow[]> {
  const { rows } = await sql<StaffRow>`
    select users.id, users.name, users.disabled_at is not null as disabled,
      (select coalesce(jsonb_agg(jsonb_build_object('role', role, 'scopeId', scope_id) order by role, scope_id), '[]')
       from access.assignments where assignments.user_id = users.id) as grants
    from access.users
    where ${ids}::uuid[] is null or users.id = any(${ids}::uuid[])
    order by users.name, users.id`.execute(db);
  return rows;
}

/** Who made an API key; null for one that was made on the machine, undefined for no key. */
export async function selectKeyMaker(db: Db | Tx, keyId: string): Promise<string | null | undefined> {
  const { rows } = await sql<{ by: string | null }>`
    select created_by as by from access.api_keys where id = ${keyId}::uuid`.execute(db);
  return rows[0]?.by;
}

export async function selectEmail(db: Db | Tx, userId: string): Promise<string | null> {
  const { rows } = await sql<{ email: string }>`
    select email from access.users where id = ${userId}::uuid and disabled_at is null`.execute(db);
  return rows[0]?.email ?? null;
}
