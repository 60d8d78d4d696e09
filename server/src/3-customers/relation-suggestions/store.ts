import { type RawBuilder, sql } from 'kysely';
import type { Actor, ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { RelationKind, SuggestionReason } from '../relations/kinds.ts';
import type { SuggestionState } from './schema.ts';

export interface Addressed {
  readonly id: string;
  readonly address: string | null;
  readonly region: string | null;
  readonly updatedAt: Date;
}

/** Customers whose address has to be looked at: new ones, and those described otherwise since. */
export async function unkeyedAddresses(
  db: Db,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<Addressed[]> {
  const { rows } = await sql<Addressed>`
    select c.id, c.address, c.region, c.updated_at as "updatedAt" from customers.customers c
    left join customers.address_keys k on k.customer_id = c.id
    where c.id > ${after}::uuid and (case when k.customer_id is null then c.address is not null
      else k.seen_at <> c.updated_at end)
    order by c.id limit ${limit}`.execute(db);
  return rows;
}

export async function saveAddressKeys(
  tx: Tx,
  rows: readonly { readonly id: string; readonly key: string | null; readonly seenAt: Date }[],
): Promise<void> {
  await sql`
    insert into customers.address_keys (customer_id, key, seen_at)
    select id, decode(key, 'hex'), seen_at from unnest(${rows.map(({ id }) => id)}::uuid[],
      ${rows.map(({ key }) => key)}::text[], ${rows.map(({ seenAt }) => seenAt.toISOString())}::timestamptz[])
      as row (id, key, seen_at)
    on conflict (customer_id) do update set key = excluded.key, seen_at = excluded.seen_at`.execute(tx);
}

/** Keys of customers who are gone, by merging or otherwise. */
export async function dropStaleKeys(tx: Tx): Promise<void> {
  await sql`
    delete from customers.address_keys k
    where not exists (select from customers.customers c where c.id = k.customer_id)`.execute(tx);
}

/** So many share one door, phone or employer at most: more is a dormitory, a hotline, a corporation. */
const MAX_AT_ONE_DOOR = 6;
const MAX_AT_ONE_EMPLOYER = 12;
const MAX_AT_ONE_PHONE = 8;
/** So many are proposed in one go. */
const MAX_NEW = 20_000;

/** For each reason: the pairs (`a`, `b` are customers), how many share it, and what of business. */
const FINDING: Readonly<
  Record<SuggestionReason, { readonly kind: RelationKind; readonly pairs: RawBuilder<unknown> }>
> = {
  address: {
    kind: 'family',
    pairs: sql`
      with doors as (
        select key, array_agg(customer_id order by customer_id) as people, count(*)::integer as sharers
        from customers.address_keys where key is not null
        group by key having count(*) between 2 and ${MAX_AT_ONE_DOOR})
      select a.id as a, b.id as b, doors.sharers, '{}'::text[] as goods, null::uuid as a_org, null::uuid as b_org
      from doors cross join unnest(doors.people) as a (id) cross join unnest(doors.people) as b (id) where a.id < b.id`,
  },
  company: {
    kind: 'colleague',
    pairs: sql`
      with employers as (
        select array_agg(id order by id) as people, count(*)::integer as sharers from customers.customers
        where attributes is not null and length(attributes ->> 'workUnit') >= 4
        group by lower(regexp_replace(attributes ->> 'workUnit', '\s', '', 'g'))
        having count(*) between 2 and ${MAX_AT_ONE_EMPLOYER})
      select a.id as a, b.id as b, employers.sharers, '{}'::text[] as goods, null::uuid as a_org, null::uuid as b_org
      from employers cross join unnest(employers.people) as a (id) cross join unnest(employers.people) as b (id)
      where a.id < b.id`,
  },
  phone: {
    kind: 'family',
    pairs: sql`
      with phones as (
        select array_agg(distinct r.customer_id) as people, count(distinct r.customer_id)::integer as sharers
        from customers.shared_phones p
        join customers.record_identifiers s on s.kind = 'phone' and s.value = p.phone
        join customers.records r on r.id = s.record_id
        where p.reason = 'family' group by p.phone
        having count(distinct r.customer_id) between 2 and ${MAX_AT_ONE_PHONE})
      select a.id as a, b.id as b, phones.sharers, '{}'::text[] as goods, null::uuid as a_org, null::uuid as b_org
      from phones cross join unnest(phones.people) as a (id) cross join unnest(phones.people) as b (id)
      where a.id < b.id`,
  },
  goods: {
    kind: 'business',
    // The first contact of each company stands for it.
    pairs: sql`
      with offers as (
        select o.id, lower(word) as word from customers.organisations o, unnest(o.supplies) as word
        where o.removed_at is null),
      wants as (
        select o.id, lower(word) as word from customers.organisations o, unnest(o.buys) as word
        where o.removed_at is null),
      fits as (
        select offers.id as a_org, wants.id as b_org, array_agg(distinct offers.word) as goods
        from offers join wants on wants.word = offers.word and wants.id <> offers.id group by 1, 2)
      select a.id as a, b.id as b, 2 as sharers, fits.goods, fits.a_org, fits.b_org from fits
      cross join lateral (
        select oc.customer_id as id from customers.organisation_contacts oc
        where oc.organisation_id = fits.a_org order by oc.created_at, oc.record_id limit 1) a
      cross join lateral (
        select oc.customer_id as id from customers.organisation_contacts oc
        where oc.organisation_id = fits.b_org order by oc.created_at, oc.record_id limit 1) b
      where a.id <> b.id`,
  },
};

const anchorOf = (customer: string): RawBuilder<unknown> =>
  sql.raw(`(select r.id from customers.records r where r.customer_id = ${customer} order by r.id limit 1)`);

/**
 * Proposes the pairs of a reason, set-based. Left out are those who have such a link, live in one household, are likely
 * one person (same name), or were proposed with such a link before, whatever became of it. Returns how many are new.
 */
export async function propose(tx: Tx, reason: SuggestionReason, now: Date): Promise<number> {
  const { kind, pairs } = FINDING[reason];
  const { rows } = await sql`
    insert into customers.relation_suggestions (id, kind, reason, left_record_id, left_customer_id, right_record_id,
      right_customer_id, sharers, goods, left_organisation_id, right_organisation_id, proposed_at)
    select uuidv7(), ${kind}, ${reason}, p.a_record, p.a, p.b_record, p.b, p.sharers, p.goods, p.a_org, p.b_org, ${now}
    from (
      select p.*, ${anchorOf('p.a')} as a_record, ${anchorOf('p.b')} as b_record
      from (${pairs}) p
      join customers.customers ca on ca.id = p.a join customers.customers cb on cb.id = p.b
      where ca.name is distinct from cb.name
        and not exists (
          select from customers.relation_suggestions s where s.kind = ${kind}
            and ((s.left_customer_id = p.a and s.right_customer_id = p.b)
              or (s.left_customer_id = p.b and s.right_customer_id = p.a)))
        and not exists (
          select from customers.relations r where r.kind = ${kind} and r.removed_at is null
            and ((r.from_customer_id = p.a and r.to_customer_id = p.b)
              or (r.from_customer_id = p.b and r.to_customer_id = p.a)))
        and (${kind} <> 'family' or not exists (
          select from customers.household_members m
          join customers.household_members n on n.household_id = m.household_id and n.customer_id = p.b
          where m.customer_id = p.a and m.left_at is null and m.removed_at is null
            and n.left_at is null and n.removed_at is null))
      order by p.sharers, p.a, p.b limit ${MAX_NEW}) p
    where p.a_record is not null and p.b_record is not null
    on conflict do nothing
    returning 1 as one`.execute(tx);
  return rows.length;
}

export interface SuggestionRow {
  readonly id: string;
  readonly kind: RelationKind;
  readonly reason: SuggestionReason;
  readonly sharers: number;
  readonly goods: readonly string[];
  readonly leftId: string;
  readonly leftName: string | null;
  readonly leftPhone: string | null;
  readonly leftOrganisation: string | null;
  readonly rightId: string;
  readonly rightName: string | null;
  readonly rightPhone: string | null;
  readonly rightOrganisation: string | null;
  readonly address: string | null;
  readonly company: string | null;
  readonly state: SuggestionState;
  readonly proposedAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly relationId: string | null;
  readonly introduced: boolean;
}

/** Pairs both of whom somebody limited to these scopes may see. */
function suggestions(scopeIds: ScopeLimit): RawBuilder<unknown> {
  const seen = (customer: RawBuilder<unknown>): RawBuilder<unknown> =>
    scopeIds === null
      ? sql`true`
      : sql`exists (
          select from customers.records v where v.customer_id = ${customer} and v.scope_id = any(${scopeIds}::uuid[]))`;
  return sql`
    select s.id, s.kind, s.reason, s.sharers, s.goods, s.state, s.proposed_at as "proposedAt",
      s.decided_at as "decidedAt", s.decided_by as "decidedBy", s.relation_id as "relationId",
      l.id as "leftId", l.name as "leftName", l.phone as "leftPhone", lo.name as "leftOrganisation",
      r.id as "rightId", r.name as "rightName", r.phone as "rightPhone", ro.name as "rightOrganisation",
      l.address, l.attributes ->> 'workUnit' as company,
      exists (select from customers.introductions i where i.suggestion_id = s.id and i.removed_at is null) as introduced
    from customers.relation_suggestions s
    join customers.customers l on l.id = s.left_customer_id join customers.customers r on r.id = s.right_customer_id
    left join customers.organisations lo on lo.id = s.left_organisation_id
    left join customers.organisations ro on ro.id = s.right_organisation_id
    where s.left_customer_id <> s.right_customer_id and ${seen(sql`l.id`)} and ${seen(sql`r.id`)}`;
}

export interface SuggestionPage {
  readonly state: SuggestionState;
  readonly reason: SuggestionReason | null;
  readonly customerId: string | null;
  readonly after: { readonly sharers: number; readonly at: Date | null; readonly id: string } | null;
  readonly limit: number;
}

/** Open ones likeliest first (the fewer share it), decided ones latest first. */
export async function listSuggestions(db: Db, scopeIds: ScopeLimit, page: SuggestionPage): Promise<SuggestionRow[]> {
  const { after, customerId, reason } = page;
  const isOpen = page.state === 'open';
  const beyond =
    after === null
      ? sql`true`
      : isOpen
        ? sql`(s.sharers, s.id) > (${after.sharers}, ${after.id}::uuid)`
        : sql`(s.decided_at < ${after.at} or (s.decided_at = ${after.at} and s.id > ${after.id}::uuid))`;
  const { rows } = await sql<SuggestionRow>`
    ${suggestions(scopeIds)} and s.state = ${sql.lit(page.state)}
      and ${reason === null ? sql`true` : sql`s.reason = ${reason}`}
      and ${customerId === null ? sql`true` : sql`(s.left_customer_id = ${customerId} or s.right_customer_id = ${customerId})`}
      and ${beyond}
    order by ${isOpen ? sql`s.sharers, s.id` : sql`s.decided_at desc, s.id`} limit ${page.limit}`.execute(db);
  return rows;
}

export async function findSuggestion(
  reader: Db | Tx,
  scopeIds: ScopeLimit,
  id: string,
): Promise<SuggestionRow | undefined> {
  const { rows } = await sql<SuggestionRow>`${suggestions(scopeIds)} and s.id = ${id}`.execute(reader);
  return rows[0];
}

/** Held, so that two decisions take turns. */
export async function lockSuggestion(tx: Tx, id: string): Promise<void> {
  await sql`select from customers.relation_suggestions where id = ${id} for update`.execute(tx);
}

export async function decideSuggestion(
  tx: Tx,
  id: string,
  decision: {
    readonly state: SuggestionState;
    readonly actor: Actor;
    readonly now: Date;
    readonly relationId: string | null;
  },
): Promise<void> {
  const isOpen = decision.state === 'open';
  await sql`
    update customers.relation_suggestions set state = ${decision.state},
      decided_at = ${isOpen ? null : decision.now}, decided_by = ${isOpen ? null : decision.actor.name},
      relation_id = ${decision.relationId} where id = ${id}`.execute(tx);
}

/** Gives the suggestions about these records to the customers that the records belong to now. */
export async function reassignSuggestions(
  tx: Tx,
  records: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<void> {
  const given = sql`unnest(${records.map(({ recordId }) => recordId)}::uuid[],
    ${records.map(({ customerId }) => customerId)}::uuid[]) as row (record_id, customer_id)`;
  await sql`
    update customers.relation_suggestions s set left_customer_id = row.customer_id from ${given}
    where s.left_record_id = row.record_id and s.left_customer_id <> row.customer_id`.execute(tx);
  await sql`
    update customers.relation_suggestions s set right_customer_id = row.customer_id from ${given}
    where s.right_record_id = row.record_id and s.right_customer_id <> row.customer_id`.execute(tx);
}
