import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';

export async function selectKey(db: Db, name: string): Promise<string | null> {
  const { rows } = await sql<{ sealed: string }>`
    select sealed from contact.keys where name = ${name}`.execute(db);
  return rows[0]?.sealed ?? null;
}

/** Keeps the key unless another process was first; the caller reads it again. */
export async function insertKey(
  db: Db,
  name: string,
  row: { readonly sealed: string; readonly at: Date },
): Promise<void> {
  await sql`
    insert into contact.keys (name, sealed, created_at) values (${name}, ${row.sealed}, ${row.at})
    on conflict do nothing`.execute(db);
}
