import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

/** Says something that can go. */
const TELLS = sql`(path is not null or referrer_host is not null or title is not null or query is not null
  or properties is not null)`;

/** Events before an instant that still have their details; counted no further than the limit. */
export async function countDetailed(reader: Db | Tx, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from behaviour.events where at < ${before} and ${TELLS} limit ${limit}) old`.execute(reader);
  return rows[0]?.count ?? 0;
}

/** Takes the details of some of them away; says which. */
export async function emptyDetails(tx: Tx, before: Date, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    update behaviour.events e
    set path = null, referrer_host = null, title = null, query = null, properties = null
    from (select id from behaviour.events where at < ${before} and ${TELLS} limit ${limit} for update skip locked) old
    where e.id = old.id returning e.id`.execute(tx);
  return rows.map(({ id }) => id);
}
