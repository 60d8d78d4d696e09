import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';

/** Keeps everybody else from giving out cards until the transaction ends. */
export async function lockSeries(tx: Tx, prefix: string): Promise<number> {
  await sql`insert into entry.card_series (prefix, next) values (${prefix}, 1) on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ next: number }>`
    select next::integer as next from entry.card_series where prefix = ${prefix} for update`.execute(tx);
  return rows[0]?.next ?? 1;
}

export async function setNext(tx: Tx, prefix: string, next: number): Promise<void> {
  await sql`update entry.card_series set next = ${next} where prefix = ${prefix}`.execute(tx);
}
