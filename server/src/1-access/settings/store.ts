import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface SettingRow {
  readonly key: string;
  readonly value: unknown;
  readonly updated_at: Date;
}

/** Every override; a few dozen rows at most. */
export async function selectSettings(db: Db | Tx): Promise<readonly SettingRow[]> {
  const result = await sql<SettingRow>`select key, value, updated_at from access.settings`.execute(db);
  return result.rows;
}

/** The override of one key, held until the transaction ends. */
export async function lockSetting(tx: Tx, key: string): Promise<SettingRow | null> {
  const result = await sql<SettingRow>`
    select key, value, updated_at from access.settings where key = ${key} for update`.execute(tx);
  return result.rows[0] ?? null;
}

export async function upsertSetting(
  tx: Tx,
  row: { readonly key: string; readonly value: unknown; readonly by: string | null; readonly at: Date },
): Promise<void> {
  await sql`
    insert into access.settings (key, value, updated_by, updated_at)
    values (${row.key}, ${JSON.stringify(row.value)}::jsonb, ${row.by}, ${row.at})
    on conflict (key) do update
      set value = excluded.value, updated_by = excluded.updated_by, updated_at = excluded.updated_at`.execute(tx);
}

export async function deleteSetting(tx: Tx, key: string): Promise<void> {
  await sql`delete from access.settings where key = ${key}`.execute(tx);
}
