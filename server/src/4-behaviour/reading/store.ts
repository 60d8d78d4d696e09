import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Olap } from '#kernel/db/olap.ts';
import type { Db } from '#kernel/db/postgres.ts';
import type { EventKind } from '../recording/event-kinds.ts';

export interface EventRow {
  readonly id: string;
  readonly kind: EventKind;
  readonly name: string | null;
  readonly at: Date;
  readonly source: string;
  readonly path: string | null;
  readonly title: string | null;
  readonly referrerHost: string | null;
  readonly sku: string | null;
  readonly category: string | null;
  readonly quantity: number | null;
  readonly query: string | null;
  readonly campaign: string | null;
}

/** Whose events, as far as the asker may see. */
export interface Whose {
  readonly customerId: string;
  readonly scopeIds: ScopeLimit;
}

export interface Place {
  readonly at: string;
  readonly id: string;
}

/** Events of the customer in the scopes that the actor may see; those of no scope only for actors without limits. */
function visible({ customerId, scopeIds }: Whose): RawBuilder<unknown> {
  const inScope = scopeIds === null ? sql`true` : sql`e.scope_id = any(${scopeIds}::uuid[])`;
  return sql`e.customer_id = ${customerId} and ${inScope}`;
}

/** What makes events one visit; without a number of the sender, what was done on one day. */
function visitOf(timeZone: string): RawBuilder<unknown> {
  return sql`coalesce(e.visit_id, ((e.at at time zone ${timeZone}::text)::date)::text)`;
}

/** A customer's events, newest first, one more than the limit. */
export async function eventsOf(
  db: Db,
  whose: Whose,
  page: {
    readonly before: Place | null;
    readonly limit: number;
    readonly visitOf: string | null;
    readonly timeZone: string;
  },
): Promise<EventRow[]> {
  const before =
    page.before === null ? sql`true` : sql`(e.at, e.id) < (${page.before.at}::timestamptz, ${page.before.id}::uuid)`;
  const visit =
    page.visitOf === null
      ? sql`true`
      : sql`(e.source, coalesce(e.anonymous_id, ''), ${visitOf(page.timeZone)}) = (
          select e.source, coalesce(e.anonymous_id, ''), ${visitOf(page.timeZone)}
          from behaviour.events e where e.id = ${page.visitOf})`;
  const { rows } = await sql<EventRow>`
    select e.id, e.kind, e.name, e.at, e.source, e.path, e.title, e.referrer_host as "referrerHost", e.sku, e.category,
      e.quantity, e.query, e.campaign
    from behaviour.events e where ${visible(whose)} and ${visit} and ${before}
    order by e.at desc, e.id desc limit ${page.limit + 1}`.execute(db);
  return rows;
}

export interface VisitRow {
  /** Its first event. */
  readonly id: string;
  readonly at: Date;
  readonly source: string;
  readonly kinds: EventKind[];
  readonly campaign: string | null;
}

/** A customer's visits, newest first. */
export async function visitsOf(
  db: Db,
  whose: Whose,
  page: {
    readonly before: { readonly at: Date; readonly id: string } | null;
    readonly limit: number;
    readonly timeZone: string;
  },
): Promise<VisitRow[]> {
  const before =
    page.before === null
      ? sql`true`
      : sql`(at, id) < (${page.before.at.toISOString()}::timestamptz, ${page.before.id}::uuid)`;
  const { rows } = await sql<VisitRow>`
    select id, at, source, kinds, campaign from (
      select (array_agg(e.id order by e.at, e.id))[1] as id, date_trunc('milliseconds', min(e.at)) as at, e.source,
        array_agg(e.kind) as kinds, min(e.campaign) as campaign
      from behaviour.events e where ${visible(whose)} and e.kind <> 'identify'
      group by e.source, coalesce(e.anonymous_id, ''), ${visitOf(page.timeZone)}) visit
    where ${before} order by at desc, id desc limit ${page.limit}`.execute(db);
  return rows;
}

export interface KindCount {
  readonly kind: EventKind;
  readonly last30Days: number;
  readonly last90Days: number;
}

/** How often the customer did what in the 30 and 90 days up to now. */
export async function countKinds(db: Db, whose: Whose, now: Date): Promise<KindCount[]> {
  const { rows } = await sql<KindCount>`
    select e.kind, count(*) as "last90Days",
      count(*) filter (where e.at > ${now}::timestamptz - interval '30 days') as "last30Days"
    from behaviour.events e
    where ${visible(whose)} and e.at > ${now}::timestamptz - interval '90 days' and e.kind <> 'identify'
    group by e.kind order by count(*) desc, e.kind`.execute(db);
  return rows;
}

/** How many visits that were. */
export async function countVisits(
  db: Db,
  whose: Whose,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Promise<Omit<KindCount, 'kind'>> {
  const { rows } = await sql<Omit<KindCount, 'kind'>>`
    select count(*) as "last90Days", count(*) filter (where at > ${now}::timestamptz - interval '30 days') as "last30Days"
    from (
      select max(e.at) as at from behaviour.events e
      where ${visible(whose)} and e.at > ${now}::timestamptz - interval '90 days' and e.kind <> 'identify'
      group by e.source, coalesce(e.anonymous_id, ''), ${visitOf(timeZone)}) visit`.execute(db);
  return rows[0] ?? { last30Days: 0, last90Days: 0 };
}

/** The categories and products that the customer looked at most in the 90 days up to now. */
export async function topViewed(
  db: Db,
  whose: Whose,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<{
  readonly categories: { readonly category: string; readonly views: number }[];
  readonly products: { readonly sku: string; readonly views: number; readonly cartAdds: number }[];
}> {
  const recent = sql`${visible(whose)} and e.at > ${now}::timestamptz - interval '90 days'`;
  const categories = await sql<{ category: string; views: number }>`
    select e.category, count(*) as views from behaviour.events e
    where ${recent} and e.kind = 'product_view' and e.category is not null
    group by e.category order by count(*) desc, e.category limit ${limit}`.execute(db);
  const products = await sql<{ sku: string; views: number; cartAdds: number }>`
    select e.sku, count(*) filter (where e.kind = 'product_view') as views,
      count(*) filter (where e.kind = 'cart_add') as "cartAdds"
    from behaviour.events e
    where ${recent} and e.kind in ('product_view', 'cart_add') and e.sku is not null
    group by e.sku order by count(*) desc, e.sku limit ${limit}`.execute(db);
  return { categories: categories.rows, products: products.rows };
}

/** When the customer was last seen. */
export async function lastSeen(db: Db, whose: Whose): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`
    select e.at from behaviour.events e where ${visible(whose)} order by e.at desc limit 1`.execute(db);
  return rows[0]?.at ?? null;
}

export interface TrafficRow {
  readonly day: string;
  readonly visits: number;
  readonly browsers: number;
  readonly events: number;
  readonly customers: number;
}

/** Visits of everybody by day of the business's zone, from the analytic store. */
export async function readTraffic(
  olap: Olap,
  { from, timeZone }: { readonly from: Date; readonly timeZone: string },
): Promise<TrafficRow[]> {
  const rows = await olap.rows<Record<keyof TrafficRow, string>>({
    sql: `SELECT toString(toDate(at, {zone:String})) AS day,
        uniqExactIf(visit, visit != 0) AS visits, uniqExactIf(browser, browser != 0) AS browsers, count() AS events,
        uniqExactIf(customer_id, customer_id != toUUID('00000000-0000-0000-0000-000000000000')) AS customers
      FROM behaviour_events FINAL
      WHERE at >= {from:DateTime64(3)} AND kind != 'identify'
      GROUP BY day ORDER BY day`,
    params: { zone: timeZone, from: from.toISOString().replace('T', ' ').replace('Z', '') },
  });
  return rows.map(({ day, visits, browsers, events, customers }) => ({
    day,
    visits: Number(visits),
    browsers: Number(browsers),
    events: Number(events),
    customers: Number(customers),
  }));
}
