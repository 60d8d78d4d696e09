import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { NewScope, ScopeType } from './schema.ts';

export interface ScopeRow {
  readonly id: string;
  readonly type: ScopeType;
  readonly name: string;
  readonly parent_id: string | null;
  readonly created_at: Date;
}

/** All scopes, or those of the ids given. */
export async function selectScopes(db: Db | Tx, ids: readonly string[] | null): Promise<readonly ScopeRow[]> {
  const result = await sql<ScopeRow>`
    select id, type, name, parent_id, created_at from access.scopes
    where ${ids}::uuid[] is null or id = any(${ids}::uuid[])
    order by type, lower(name), id`.execute(db);
  return result.rows;
}

/** The scopes of the ids and everything below them. */
export async function selectScopesBelow(db: Db | Tx, ids: readonly string[]): Promise<readonly string[]> {
  const result = await sql<{ id: string }>`
    with recursive below (id) as (
      select id from access.scopes where id = any(${ids}::uuid[])
      union
      select scopes.id from access.scopes join below on scopes.parent_id = below.id
    )
    select id from below order by id`.execute(db);
  return result.rows.map((row) => row.id);
}

/** Adds a scope; null when the parent already has one of this type and name. */
export async function insertScope(
  tx: Tx,
  row: NewScope & { readonly id: string; readonly at: Date },
): Promise<ScopeRow | null> {
  const result = await sql<ScopeRow>`
    insert into access.scopes (id, type, name, parent_id, created_at)
    values (${row.id}, ${row.type}, ${row.name}, ${row.parentId}, ${row.at})
    on conflict do nothing
    returning id, type, name, parent_id, created_at`.execute(tx);
  return result.rows[0] ?? null;
}
