import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { EventDay } from './events.ts';

/** What these customers did, counted by kind and day of the zone. */
export async function loadEventDays(
  db: Db | Tx,
  customerIds: readonly string[],
  zone: string,
): Promise<ReadonlyMap<string, readonly EventDay[]>> {
  const { rows } = await sql<EventDay & { customerId: string }>`
    select customer_id as "customerId", kind, to_char(at at time zone ${zone}, 'YYYY-MM-DD') as day, count(*) as count
    from behaviour.events where customer_id = any(${customerIds}::uuid[]) group by 1, 2, 3`.execute(db);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}
