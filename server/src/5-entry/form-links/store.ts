import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface FormLinkRow {
  readonly id: string;
  readonly label: string;
  readonly scopeId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly closedAt: Date | null;
  readonly uses: number;
}

const ROW = sql`id, label, scope_id as "scopeId", created_at as "createdAt", expires_at as "expiresAt",
  closed_at as "closedAt", uses`;

export async function insertLink(
  tx: Tx,
  row: Omit<FormLinkRow, 'uses' | 'closedAt'> & { readonly tokenHash: string; readonly createdBy: string },
): Promise<void> {
  await sql`
    insert into entry.form_links (id, token_hash, label, scope_id, created_by, created_at, expires_at)
    values (${row.id}, ${row.tokenHash}, ${row.label}, ${row.scopeId}, ${row.createdBy}, ${row.createdAt},
      ${row.expiresAt})`.execute(tx);
}

/** Of the reader's scopes, newest first. */
export async function selectLinks(db: Db, scopeIds: readonly string[] | null): Promise<readonly FormLinkRow[]> {
  const { rows } = await sql<FormLinkRow>`
    select ${ROW} from entry.form_links
    where ${scopeIds}::uuid[] is null or scope_id = any(${scopeIds}::uuid[])
    order by closed_at is not null, id desc limit 200`.execute(db);
  return rows;
}

export async function selectLinkByHash(reader: Db | Tx, tokenHash: string): Promise<FormLinkRow | null> {
  const { rows } = await sql<FormLinkRow>`
    select ${ROW} from entry.form_links where token_hash = ${tokenHash}`.execute(reader);
  return rows[0] ?? null;
}

export async function countUse(tx: Tx, id: string): Promise<void> {
  await sql`update entry.form_links set uses = uses + 1 where id = ${id}`.execute(tx);
}

export async function closeLink(
  tx: Tx,
  { id, at, scopeIds }: { readonly id: string; readonly at: Date; readonly scopeIds: readonly string[] | null },
): Promise<FormLinkRow | null> {
  const { rows } = await sql<FormLinkRow>`
    update entry.form_links set closed_at = coalesce(closed_at, ${at})
    where id = ${id} and (${scopeIds}::uuid[] is null or scope_id = any(${scopeIds}::uuid[]))
    returning ${ROW}`.execute(tx);
  return rows[0] ?? null;
}
