import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

/** The scope of what staff set by hand about somebody whom no other source knows. */
export async function setScope(tx: Tx, recordId: string, scopeId: string): Promise<void> {
  await sql`update customers.records set scope_id = ${scopeId} where id = ${recordId}`.execute(tx);
}

/** What these customers are called. */
export async function namesOf(reader: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await sql<{ id: string; name: string | null }>`
    select id, name from customers.customers where id = any(${ids}::uuid[])`.execute(reader);
  return new Map(rows.map((row) => [row.id, row.name]));
}
