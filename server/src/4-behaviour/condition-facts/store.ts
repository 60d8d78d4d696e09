import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { CatalogueEntry, CatalogueQuestion } from '#kernel/rules/catalogues.ts';
import type { EventDay, EventProperty, Moment } from './events.ts';

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

/** What the events of these customers say of themselves. */
export async function loadProperties(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly EventProperty[]>> {
  const { rows } = await sql<EventProperty & { customerId: string }>`
    select customer_id as "customerId", event, name, text, number, seconds
    from behaviour.event_properties where customer_id = any(${customerIds}::uuid[])`.execute(db);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/** So many of the latest events are looked through for what there is to ask. */
const LOOKED_THROUGH = 5000;

/** Names of properties, or of the events that have some, as the latest events call them. */
export async function wordsOf(
  db: Db | Tx,
  what: 'property' | 'name',
  question: CatalogueQuestion,
): Promise<CatalogueEntry[]> {
  const { values = null, names = null, text = null, limit } = question;
  const word = what === 'property' ? sql`p.key` : sql`e.name`;
  const { rows } = await sql<{ value: string }>`
    select value from (
      select ${word} as value, count(*) as events
      from (
        select name, properties from behaviour.events
        where properties is not null order by id desc limit ${LOOKED_THROUGH}) e
      cross join lateral jsonb_object_keys(e.properties) as p (key)
      where ${word} is not null group by 1) word
    where (${values}::text[] is null or value = any(${values}::text[]))
      and (${names}::text[] is null or value = any(${names}::text[]))
      and (${text}::text is null or strpos(lower(value), lower(${text}::text)) > 0)
    order by events desc, value limit ${limit}`.execute(db);
  return rows.map(({ value }) => ({ value, label: { 'zh-CN': value, en: value } }));
}
