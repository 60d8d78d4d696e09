import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { EventDay, Moment } from './events.ts';

/** Whose events these are: those named, and those between first and last ids. */
export async function customersOfEvents(
  db: Db | Tx,
  { ids, ranges }: { readonly ids: readonly string[]; readonly ranges: readonly (readonly [string, string])[] },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from behaviour.events where id = any(${ids}::uuid[]) and customer_id is not null
    union
    select e.customer_id
    from unnest(${ranges.map(([first]) => first)}::uuid[], ${ranges.map(([, last]) => last)}::uuid[]) as range (first_id, last_id)
    join behaviour.events e on e.id between range.first_id and range.last_id
    where e.customer_id is not null`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whom these events belonged to before; told once. */
export async function takeFormerOwners(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from behaviour.former_owners where event_id = any(${ids}::uuid[]) returning customer_id as id`.execute(tx);
  return [...new Set(rows.map(({ id }) => id))];
}

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

/** What these customers did, event by event. */
export async function loadMoments(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Moment[]>> {
  const { rows } = await sql<Moment & { customerId: string }>`
    select e.customer_id as "customerId", e.kind, floor(extract(epoch from e.at))::bigint as seconds,
      behaviour.event_detail(e.kind, e.sku, e.campaign, e.name) as detail
    from behaviour.events e where e.customer_id = any(${customerIds}::uuid[])`.execute(db);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}
