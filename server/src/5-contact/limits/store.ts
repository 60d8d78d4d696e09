import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';
import type { Cap } from '../gate/caps.ts';

/** How many messages wait for the end of quiet hours. */
export async function countWaiting(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from contact.attempts
    where state = 'deferred' and reason = 'quiet_hours'`.execute(db);
  return rows[0]?.count ?? 0;
}

const DAY_MS = 86_400_000;

/**
 * How many customers have had as many messages as each cap allows, in the order of the caps: the rule of
 * `gate/caps.ts` over everybody, in one pass over the messages that the longest of them looks back on.
 */
export async function countFull(
  db: Db,
  { caps, now, since }: { readonly caps: readonly Cap[]; readonly now: Date; readonly since: Date },
): Promise<{ readonly reached: number; readonly full: readonly number[] }> {
  const taken = caps.map(({ purpose, channel, days, limit }) => {
    const start = new Date(now.getTime() - days * DAY_MS);
    const fits = sql`reserved_at > ${start}
      and ${purpose === null ? sql`counts` : sql`purpose = ${purpose}`}
      and ${channel === null ? sql`true` : sql`channel = ${channel}`}`;
    return sql`(count(*) filter (where ${fits}) >= ${limit}::integer)::integer`;
  });
  const { rows } = await sql<{ reached: number; full: readonly number[] }>`
    with each as (
      select array[${sql.join([...taken, sql`1`])}]::integer[] as full from contact.attempts
      where reserved_at > ${since} group by customer_id),
    summed as (
      select at, sum(one) as customers from each, unnest(each.full) with ordinality as part (one, at) group by at)
    select (select count(*) from each)::integer as reached,
      coalesce((select array_agg(customers::integer order by at) from summed), '{}') as full`.execute(db);
  return rows[0] ?? { reached: 0, full: [] };
}
