import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { TimelinePlace } from '../timeline/source.ts';
import type { Direction, InteractionKind } from './kinds.ts';

export interface InteractionRow {
  readonly id: string;
  readonly recordId: string | null;
  readonly customerId: string | null;
  readonly organisationId: string | null;
  readonly kind: InteractionKind;
  readonly channel: string;
  readonly direction: Direction;
  readonly occurredAt: Date;
  readonly staffId: string | null;
  readonly staffName: string | null;
  readonly subject: string | null;
  readonly content: string | null;
  readonly outcome: string | null;
  readonly source: string | null;
  readonly key: string | null;
}

const COLUMNS = sql.raw(`
  i.id, i.record_id as "recordId", i.customer_id as "customerId", i.organisation_id as "organisationId", i.kind,
  i.channel, i.direction, i.occurred_at as "occurredAt", i.staff_id as "staffId", i.staff_name as "staffName",
  i.subject, i.content, i.outcome, i.source, i.key`);

export interface SavedInteraction {
  readonly id: string;
  readonly source: string | null;
  readonly key: string | null;
  readonly isNew: boolean;
}

/** Writes interactions; one that came from its source before is replaced. No two of them have one source and key. */
export async function saveInteractions(
  tx: Tx,
  rows: readonly InteractionRow[],
  now: Date,
): Promise<readonly SavedInteraction[]> {
  const saved = await sql<SavedInteraction>`
    insert into customers.interactions (id, record_id, customer_id, organisation_id, kind, channel, direction,
      occurred_at, staff_id, staff_name, subject, content, outcome, source, key, created_at, updated_at)
    select id, "recordId", "customerId", "organisationId", kind, channel, direction, "occurredAt", "staffId",
      "staffName", subject, content, outcome, source, key, ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
      id uuid, "recordId" uuid, "customerId" uuid, "organisationId" uuid, kind text, channel text, direction text,
      "occurredAt" timestamptz, "staffId" uuid, "staffName" text, subject text, content text, outcome text,
      source text, key text)
    order by source, key
    on conflict (source, key) where key is not null do update
      set record_id = excluded.record_id, customer_id = excluded.customer_id, kind = excluded.kind,
        channel = excluded.channel, direction = excluded.direction, occurred_at = excluded.occurred_at,
        staff_name = excluded.staff_name, subject = excluded.subject, content = excluded.content,
        outcome = excluded.outcome, updated_at = excluded.updated_at
    returning id, source, key, xmax = 0 as "isNew"`.execute(tx);
  return saved.rows;
}

function before(place: TimelinePlace | null): RawBuilder<unknown> {
  return place === null ? sql`true` : sql`(i.occurred_at, i.id) < (${place.at}, ${place.id}::uuid)`;
}

interface Page {
  readonly before: TimelinePlace | null;
  readonly limit: number;
}

/** Interactions with a customer, newest first. */
export async function ofCustomer(db: Db, customerId: string, page: Page): Promise<InteractionRow[]> {
  const { rows } = await sql<InteractionRow>`
    select ${COLUMNS} from customers.interactions i
    where i.customer_id = ${customerId} and ${before(page.before)}
    order by i.occurred_at desc, i.id desc limit ${page.limit}`.execute(db);
  return rows;
}

/** Those of the customers that somebody wrote an interaction with since a moment. */
export async function contactedBy(
  reader: Db | Tx,
  ask: { readonly userId: string; readonly customerIds: readonly string[]; readonly since: Date },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct customer_id as id from customers.interactions
    where customer_id = any(${ask.customerIds}::uuid[]) and staff_id = ${ask.userId} and occurred_at >= ${ask.since}`.execute(
    reader,
  );
  return rows.map(({ id }) => id);
}

/** Activities of the organisations that a customer stands for: shared by all their contacts. */
export async function ofOrganisationsOf(
  db: Db,
  customerId: string,
  page: Page,
): Promise<(InteractionRow & { readonly organisation: string })[]> {
  const { rows } = await sql<InteractionRow & { organisation: string }>`
    select ${COLUMNS}, o.name as organisation
    from customers.interactions i join customers.organisations o on o.id = i.organisation_id
    where i.organisation_id in (
        select oc.organisation_id from customers.organisation_contacts oc where oc.customer_id = ${customerId})
      and i.customer_id is distinct from ${customerId}::uuid and i.record_id is null and o.removed_at is null
      and ${before(page.before)}
    order by i.occurred_at desc, i.id desc limit ${page.limit}`.execute(db);
  return rows;
}

/** What happened with an organisation: its own activities and those with each of its contacts. */
export async function ofOrganisation(
  db: Db,
  organisationId: string,
  page: Page,
): Promise<(InteractionRow & { readonly customerName: string | null })[]> {
  const { rows } = await sql<InteractionRow & { customerName: string | null }>`
    select ${COLUMNS}, c.name as "customerName" from (
      (select * from customers.interactions i
        where i.organisation_id = ${organisationId} and ${before(page.before)}
        order by i.occurred_at desc, i.id desc limit ${page.limit})
      union
      (select i.* from customers.interactions i
        where i.customer_id in (
          select oc.customer_id from customers.organisation_contacts oc where oc.organisation_id = ${organisationId})
        and ${before(page.before)}
        order by i.occurred_at desc, i.id desc limit ${page.limit})) i
    left join customers.customers c on c.id = i.customer_id
    order by i.occurred_at desc, i.id desc limit ${page.limit}`.execute(db);
  return rows;
}

/** When staff and the customer last met. */
export async function lastContactAt(db: Db, customerId: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(occurred_at) as at from customers.interactions where customer_id = ${customerId}`.execute(db);
  return rows[0]?.at ?? null;
}

/** By which kinds of interaction a customer came to us since a moment, the most frequent first. */
export async function cameBy(
  db: Db,
  customerId: string,
  since: Date,
): Promise<readonly { readonly kind: InteractionKind; readonly count: number; readonly last: Date }[]> {
  const { rows } = await sql<{ kind: InteractionKind; count: number; last: Date }>`
    select kind, count(*)::int as count, max(occurred_at) as last from customers.interactions
    where customer_id = ${customerId} and direction = 'in' and occurred_at >= ${since}
    group by kind order by count(*) desc, kind`.execute(db);
  return rows;
}
