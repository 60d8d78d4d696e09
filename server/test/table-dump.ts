import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';

/** Every row of every table of these schemas as sorted texts, for comparing two states of a database. */
export type Dump = Readonly<Record<string, readonly string[]>>;

/** What waits for the feed of the analytic store: who else has to be looked at. It is no part of what is known. */
const FEED_MAIL = 'former_owners';

/** Rows as JSON. `leaveOut` names columns that may differ, such as generated numbers. */
export async function dumpTables(db: Db, schemas: readonly string[], leaveOut: readonly string[] = []): Promise<Dump> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema = any(${schemas}::text[]) and table_type = 'BASE TABLE' and table_name <> ${FEED_MAIL}
    order by 1`.execute(db);
  const dump: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select (to_jsonb(t) - ${leaveOut}::text[])::text as row from ${sql.raw(name)} t order by 1`.execute(db);
    dump[name] = rows.map(({ row }) => row);
  }
  return dump;
}

/** The dump of a database without a row. */
export function isEmptyDump(dump: Dump): boolean {
  return Object.values(dump).every((rows) => rows.length === 0);
}

/** Empties those of the tables that have rows; some of the others refuse to be emptied. */
export async function truncateTables(db: Db, dump: Dump): Promise<void> {
  const asked = Object.keys(dump).map(
    (table) => sql`select ${table} as name where exists (select from ${sql.raw(table)})`,
  );
  const { rows } = await sql<{ name: string }>`${sql.join(asked, sql` union all `)}`.execute(db);
  if (rows.length > 0) {
    await sql.raw(`truncate ${rows.map(({ name }) => name).join(', ')} cascade`).execute(db);
  }
}
