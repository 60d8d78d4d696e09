import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';

/** When the sources last spoke of these orders. */
export async function statedAt(tx: Tx, ids: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await sql<{ id: string; at: Date }>`
    select id, stated_at as at from commerce.orders
    where id = any(${ids}::uuid[]) and stated_at is not null`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.at]));
}

/** Remembers the newest word of the sources. */
export async function setStatedAt(tx: Tx, rows: readonly { readonly id: string; readonly at: Date }[]): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await sql`
    update commerce.orders o set stated_at = row.at
    from (
      select id, max(at) as at
      from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.at.toISOString())}::timestamptz[])
        as given (id, at)
      group by id) row
    where o.id = row.id and (o.stated_at is null or o.stated_at < row.at)`.execute(tx);
}
