import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface NetworkListRow {
  readonly kind: 'role' | 'api_key';
  readonly subject: string;
  readonly networks: readonly string[];
  readonly updatedAt: Date;
}

export async function selectNetworkLists(reader: Db | Tx): Promise<readonly NetworkListRow[]> {
  const { rows } = await sql<NetworkListRow>`
    select kind, subject, networks, updated_at as "updatedAt" from access.network_lists order by kind, subject`.execute(
    reader,
  );
  return rows;
}

/** An empty list is none. */
export async function putNetworkList(
  tx: Tx,
  row: {
    readonly kind: string;
    readonly subject: string;
    readonly networks: readonly string[];
    readonly at: Date;
  },
): Promise<void> {
  if (row.networks.length === 0) {
    await sql`delete from access.network_lists where kind = ${row.kind} and subject = ${row.subject}`.execute(tx);
    return;
  }
  await sql`
    insert into access.network_lists (kind, subject, networks, updated_at)
    values (${row.kind}, ${row.subject}, ${row.networks}::text[], ${row.at})
    on conflict (kind, subject) do update set networks = excluded.networks, updated_at = excluded.updated_at`.execute(
    tx,
  );
}

export async function deleteNetworkLists(tx: Tx): Promise<number> {
  const result = await sql`delete from access.network_lists`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}
