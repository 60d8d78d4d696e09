import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface AccountRow<S> {
  readonly settings: S;
  /** Name → sealed value. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly updatedAt: Date;
}

export async function selectAccount<S>(db: Db, channel: string): Promise<AccountRow<S> | undefined> {
  const { rows } = await sql<AccountRow<S>>`
    select settings, secrets, updated_at as "updatedAt" from channels.accounts where channel = ${channel}`.execute(db);
  return rows[0];
}

export async function saveAccount<S>(
  tx: Tx,
  channel: string,
  row: AccountRow<S> & { readonly updatedBy: string | null },
): Promise<void> {
  await sql`
    insert into channels.accounts (channel, settings, secrets, updated_by, updated_at)
    values (${channel}, ${JSON.stringify(row.settings)}::jsonb, ${JSON.stringify(row.secrets)}::jsonb,
      ${row.updatedBy}, ${row.updatedAt})
    on conflict (channel) do update set settings = excluded.settings, secrets = excluded.secrets,
      updated_by = excluded.updated_by, updated_at = excluded.updated_at`.execute(tx);
}

export async function deleteAccount(tx: Tx, channel: string): Promise<void> {
  await sql`delete from channels.accounts where channel = ${channel}`.execute(tx);
}
