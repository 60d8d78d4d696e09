import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

const PROFILES = 'profiles';

export interface Unfilled {
  readonly id: string;
  readonly name: string | null;
  readonly address: string | null;
  readonly region: string | null;
}

/** Whether an upgrade left profiles to be filled in. */
export async function hasUnfilled(db: Db): Promise<boolean> {
  const { rows } = await sql`select from customers.fills where name = ${PROFILES}`.execute(db);
  return rows.length > 0;
}

/** The next customers to fill in; null when there is nothing left to do. One process at a time gets them. */
export async function nextUnfilled(tx: Tx, limit: number): Promise<readonly Unfilled[] | null> {
  const { rows: fills } = await sql<{ afterId: string }>`
    select after_id as "afterId" from customers.fills where name = ${PROFILES} for update`.execute(tx);
  const [fill] = fills;
  if (fill === undefined) {
    return null;
  }
  const { rows } = await sql<Unfilled>`
    select id, name, address, region from customers.customers where id > ${fill.afterId} order by id limit ${limit}
    for no key update`.execute(tx);
  return rows;
}

/** Remembers how far it is. */
export async function markFilled(tx: Tx, afterId: string): Promise<void> {
  await sql`update customers.fills set after_id = ${afterId} where name = ${PROFILES}`.execute(tx);
}

/** Everything is filled in. */
export async function endFill(tx: Tx): Promise<void> {
  await sql`delete from customers.fills where name = ${PROFILES}`.execute(tx);
}

/** Everything is to be filled in again, from the first customer. */
export async function startFill(tx: Tx): Promise<void> {
  await sql`
    insert into customers.fills (name, after_id) values (${PROFILES}, '00000000-0000-0000-0000-000000000000')
    on conflict (name) do update set after_id = excluded.after_id`.execute(tx);
}
