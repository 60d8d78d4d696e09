import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly role: string;
  readonly scope_id: string | null;
  readonly sources: readonly string[] | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

const COLUMNS = sql`id, name, hint, role, scope_id, sources, created_at, expires_at, last_used_at, revoked_at`;

/** Newest first; whoever is limited to some scopes sees the keys of those. */
export async function selectApiKeys(db: Db, scopeIds: readonly string[] | null): Promise<readonly ApiKeyRow[]> {
  const result = await sql<ApiKeyRow>`
    select ${COLUMNS} from access.api_keys
    where ${scopeIds}::uuid[] is null or scope_id = any(${scopeIds}::uuid[])
    order by id desc`.execute(db);
  return result.rows;
}

export async function selectApiKey(db: Db | Tx, id: string): Promise<ApiKeyRow | null> {
  const result = await sql<ApiKeyRow>`select ${COLUMNS} from access.api_keys where id = ${id}`.execute(db);
  return result.rows[0] ?? null;
}

export async function lockApiKey(tx: Tx, id: string): Promise<ApiKeyRow | null> {
  const result = await sql<ApiKeyRow>`
    select ${COLUMNS} from access.api_keys where id = ${id} for update`.execute(tx);
  return result.rows[0] ?? null;
}

export interface NewApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly keyHash: Buffer;
  readonly hint: string;
  readonly role: string;
  readonly scopeId: string | null;
  readonly sources: readonly string[] | null;
  readonly createdBy: string | null;
  readonly at: Date;
  readonly expiresAt: Date | null;
}

export async function insertApiKey(tx: Tx, row: NewApiKeyRow): Promise<void> {
  await sql`
    insert into access.api_keys (id, name, key_hash, hint, role, scope_id, sources, created_by, created_at, expires_at)
    values (${row.id}, ${row.name}, ${row.keyHash}, ${row.hint}, ${row.role}, ${row.scopeId}, ${row.sources}::text[],
      ${row.createdBy}, ${row.at}, ${row.expiresAt})`.execute(tx);
}

export async function markApiKeyRevoked(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update access.api_keys set revoked_at = ${at} where id = ${id}`.execute(tx);
}

export async function updateApiKey(
  tx: Tx,
  { id, name, sources }: { readonly id: string; readonly name: string; readonly sources: readonly string[] | null },
): Promise<void> {
  await sql`update access.api_keys set name = ${name}, sources = ${sources}::text[] where id = ${id}`.execute(tx);
}
