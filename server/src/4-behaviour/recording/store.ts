import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type Identification, JOIN_DAYS } from './browsers.ts';
import type { EventFacts } from './event-facts.ts';

/** An event about to be written. */
export interface NewEvent extends EventFacts {
  readonly id: string;
  readonly key: string;
  readonly at: Date;
  readonly recordId: string | null;
  readonly customerId: string | null;
  readonly stated: boolean;
}

export interface Origin {
  readonly source: string;
  readonly importId: string | null;
  readonly scopeId: string | null;
  readonly now: Date;
}

/** Whose a record is now. */
export interface Owner {
  readonly recordId: string;
  readonly customerId: string;
}

/**
 * Makes browsers known and locks them until the transaction ends: for those that only write of them together, for one
 * that says whose they are alone. Sorted, so that two writers never deadlock.
 */
export async function lockBrowsers(
  tx: Tx,
  browsers: { readonly source: string; readonly anonymousIds: readonly string[]; readonly alone: boolean },
  now: Date,
): Promise<void> {
  const ids = browsers.anonymousIds.toSorted();
  await sql`
    insert into behaviour.browsers (source, anonymous_id, first_seen_at)
    select ${browsers.source}, id, ${now} from unnest(${ids}::text[]) as browser (id) order by id
    on conflict do nothing`.execute(tx);
  await sql`
    select from behaviour.browsers where source = ${browsers.source} and anonymous_id = any(${ids}::text[])
    order by anonymous_id ${browsers.alone ? sql`for update` : sql`for key share`}`.execute(tx);
}

/** Keeps who browsers are said to be; what the word before said already is left out. Returns those that are new. */
export async function insertIdentifications(
  tx: Tx,
  identifications: readonly Identification[],
  { source, importId }: Origin,
): Promise<Identification[]> {
  const { rows } = await sql<Identification>`
    insert into behaviour.identifications (source, anonymous_id, at, record_id, import_id)
    select ${source}, anonymous_id, at, record_id, ${importId}::uuid
    from unnest(
      ${identifications.map((each) => each.anonymousId)}::text[],
      ${identifications.map((each) => each.at.toISOString())}::timestamptz[],
      ${identifications.map((each) => each.recordId)}::uuid[]) as said (anonymous_id, at, record_id)
    where record_id is distinct from (
      select i.record_id from behaviour.identifications i
      where i.source = ${source} and i.anonymous_id = said.anonymous_id and i.at <= said.at
      order by i.at desc limit 1)
    on conflict do nothing
    returning anonymous_id as "anonymousId", at, record_id as "recordId"`.execute(tx);
  return rows;
}

/**
 * The record that each browser was identified as at a moment: by the last word before it, else by the first after it
 * if that came within the days that events wait for their person. Null in place of nobody.
 */
export async function recordsOfBrowsers(
  tx: Tx,
  source: string,
  moments: readonly { readonly anonymousId: string; readonly at: Date }[],
): Promise<(string | null)[]> {
  const { rows } = await sql<{ recordId: string | null }>`
    select coalesce(
      (select i.record_id from behaviour.identifications i
        where i.source = ${source} and i.anonymous_id = moment.anonymous_id and i.at <= moment.at
        order by i.at desc limit 1),
      (select i.record_id from behaviour.identifications i
        where i.source = ${source} and i.anonymous_id = moment.anonymous_id
          and i.at between moment.at and moment.at + make_interval(days => ${JOIN_DAYS})
        order by i.at limit 1)) as "recordId"
    from unnest(
      ${moments.map((each) => each.anonymousId)}::text[],
      ${moments.map((each) => each.at.toISOString())}::timestamptz[]) with ordinality as moment (anonymous_id, at, place)
    order by place`.execute(tx);
  return rows.map((row) => row.recordId);
}

function columns(events: readonly NewEvent[]) {
  return sql`
    ${events.map((event) => event.id)}::uuid[], ${events.map((event) => event.key)}::text[],
    ${events.map((event) => event.kind)}::text[], ${events.map((event) => event.name)}::text[],
    ${events.map((event) => event.at.toISOString())}::timestamptz[],
    ${events.map((event) => event.anonymousId)}::text[], ${events.map((event) => event.visitId)}::text[],
    ${events.map((event) => event.path)}::text[], ${events.map((event) => event.referrerHost)}::text[],
    ${events.map((event) => event.title)}::text[], ${events.map((event) => event.sku)}::text[],
    ${events.map((event) => event.category)}::text[], ${events.map((event) => event.quantity)}::int[],
    ${events.map((event) => event.query)}::text[], ${events.map((event) => event.campaign)}::text[],
    ${events.map((event) => (event.properties === null ? null : JSON.stringify(event.properties)))}::jsonb[],
    ${events.map((event) => event.recordId)}::uuid[], ${events.map((event) => event.stated)}::bool[],
    ${events.map((event) => event.customerId)}::uuid[]`;
}

const NAMES = sql.raw(`id, key, kind, name, at, anonymous_id, visit_id, path, referrer_host, title, sku, category,
  quantity, query, campaign, properties, record_id, stated, customer_id`);

/** Writes events whose keys are free; returns the ids of those. */
export async function insertEvents(tx: Tx, events: readonly NewEvent[], origin: Origin): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    insert into behaviour.events (source, scope_id, import_id, recorded_at, ${NAMES})
    select ${origin.source}, ${origin.scopeId}::uuid, ${origin.importId}::uuid, ${origin.now}, ${NAMES}
    from unnest(${columns(events)}) as event (${NAMES})
    order by key
    on conflict (source, key) do nothing
    returning id`.execute(tx);
  return new Set(rows.map((row) => row.id));
}

/** Ids of stored events by their keys. */
export async function eventIds(
  tx: Tx,
  source: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: string; readonly customerId: string | null }>> {
  const { rows } = await sql<{ key: string; id: string; customerId: string | null }>`
    select key, id, customer_id as "customerId" from behaviour.events
    where source = ${source} and key = any(${keys}::text[])`.execute(tx);
  return new Map(rows.map((row) => [row.key, row]));
}

/** What events say now, by their keys; returns the ids of those that said something else. */
export async function updateEvents(tx: Tx, events: readonly NewEvent[], origin: Origin): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    update behaviour.events e
    set kind = n.kind, name = n.name, at = n.at, anonymous_id = n.anonymous_id, visit_id = n.visit_id, path = n.path,
      referrer_host = n.referrer_host, title = n.title, sku = n.sku, category = n.category, quantity = n.quantity,
      query = n.query, campaign = n.campaign, properties = n.properties,
      record_id = coalesce(n.record_id, e.record_id), stated = n.stated or e.stated,
      customer_id = coalesce(n.customer_id, e.customer_id)
    from unnest(${columns(events)}) as n (${NAMES})
    where e.source = ${origin.source} and e.key = n.key
      and (e.kind, e.name, e.at, e.anonymous_id, e.visit_id, e.path, e.referrer_host, e.title, e.sku, e.category,
          e.quantity, e.query, e.campaign, e.properties, e.record_id)
        is distinct from (n.kind, n.name, n.at, n.anonymous_id, n.visit_id, n.path, n.referrer_host, n.title, n.sku,
          n.category, n.quantity, n.query, n.campaign, n.properties, coalesce(n.record_id, e.record_id))
    returning e.id`.execute(tx);
  return new Set(rows.map((row) => row.id));
}

/** Events of one browser that join at once; more stay as they are. */
const JOIN_LIMIT = 20_000;

/**
 * Gives the events of browsers that were just identified to the person: those after it until the next word, and, when
 * it is the first word on this browser, those of the days before. Events that named their customer stay. Returns ids.
 */
export async function joinEvents(
  tx: Tx,
  source: string,
  words: readonly (Identification & { readonly customerId: string })[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with word as (
      select * from unnest(
        ${words.map((word) => word.anonymousId)}::text[],
        ${words.map((word) => word.at.toISOString())}::timestamptz[],
        ${words.map((word) => word.recordId)}::uuid[], ${words.map((word) => word.customerId)}::uuid[])
        as word (anonymous_id, at, record_id, customer_id)),
    span as (
      select word.*,
        case when exists (
          select from behaviour.identifications i
          where i.source = ${source} and i.anonymous_id = word.anonymous_id and i.at < word.at)
          then word.at else word.at - make_interval(days => ${JOIN_DAYS}) end as from_at,
        (select min(i.at) from behaviour.identifications i
          where i.source = ${source} and i.anonymous_id = word.anonymous_id and i.at > word.at) as to_at
      from word),
    chosen as (
      select e.id, span.record_id, span.customer_id
      from span join behaviour.events e on e.source = ${source} and e.anonymous_id = span.anonymous_id
        and not e.stated and e.at >= span.from_at and (span.to_at is null or e.at < span.to_at)
      where e.record_id is distinct from span.record_id
      order by e.at desc limit ${JOIN_LIMIT})
    update behaviour.events e set record_id = chosen.record_id, customer_id = chosen.customer_id
    from chosen where e.id = chosen.id
    returning e.id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Gives the events of these records to the customers that the records belong to now; returns the event ids. */
export async function reassignEvents(tx: Tx, owners: readonly Owner[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update behaviour.events e set customer_id = owner.customer_id
    from unnest(${owners.map((each) => each.recordId)}::uuid[], ${owners.map((each) => each.customerId)}::uuid[])
      as owner (record_id, customer_id)
    where e.record_id = owner.record_id and e.customer_id is distinct from owner.customer_id
    returning e.id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Which of these records have events, or browsers that were identified as them. */
export async function usedRecords(db: Db, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ recordId: string }>`
    select r.id as "recordId" from unnest(${recordIds}::uuid[]) as r (id)
    where exists (select from behaviour.events e where e.record_id = r.id)
      or exists (select from behaviour.identifications i where i.record_id = r.id)`.execute(db);
  return new Set(rows.map((row) => row.recordId));
}

/** How many events came with each of these records. */
export async function countByRecord(
  reader: Db | Tx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select record_id as id, count(*)::integer as count from behaviour.events
    where record_id = any(${recordIds}::uuid[]) group by record_id`.execute(reader);
  return new Map(rows.map(({ id, count }) => [id, count]));
}
