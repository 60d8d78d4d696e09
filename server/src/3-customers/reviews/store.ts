import { type RawBuilder, sql } from 'kysely';
import { newId } from '#kernel/clock.ts';
import type { Actor, ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { SameDetails } from './duplicate-weights.ts';
import type { LabelledPair } from './measure.ts';
import type { FieldWeight, ProposedPair, ReviewOrigin } from './proposal.ts';
import type { ReviewState } from './schema.ts';

/** The record that stands for a customer: the oldest that staff did not write themselves, else the oldest. */
const anchorOf = (customerId: string) =>
  sql.raw(`(select r.id from customers.records r where r.customer_id = ${customerId}
    order by (r.source = 'staff'), r.id limit 1)`);

/**
 * Puts pairs of customers before staff; those known already, set apart or one by now are left out, an open one gets
 * its new weights. Returns how many are new.
 */
export async function proposePairs(tx: Tx, pairs: readonly ProposedPair[], now: Date): Promise<number> {
  if (pairs.length === 0) {
    return 0;
  }
  const { rows } = await sql<{ isNew: boolean }>`
    with given as (
      select distinct on (least(left_id, right_id), greatest(left_id, right_id))
        id, left_id, right_id, ${anchorOf('left_id')} as a, ${anchorOf('right_id')} as b,
        origin, score, weights, stands_for
      from unnest(
        ${pairs.map(() => newId())}::uuid[], ${pairs.map((pair) => pair.left)}::uuid[],
        ${pairs.map((pair) => pair.right)}::uuid[], ${pairs.map((pair) => pair.origin)}::text[],
        ${pairs.map((pair) => pair.score)}::double precision[],
        ${pairs.map((pair) => JSON.stringify(pair.weights))}::jsonb[],
        ${pairs.map((pair) => pair.standsFor ?? 1)}::double precision[])
        as pair (id, left_id, right_id, origin, score, weights, stands_for)
      order by least(left_id, right_id), greatest(left_id, right_id), score desc nulls first)
    insert into customers.review_pairs
      (id, left_record_id, right_record_id, origin, score, weights, stands_for, proposed_at)
    select id, least(a, b), greatest(a, b), origin, score, weights, stands_for, ${now}
    from given
    where a is not null and b is not null and a <> b and left_id <> right_id
      and not exists (
        select from customers.records l
        join customers.aparts p on l.id in (p.left_record_id, p.right_record_id)
        join customers.records r on r.id in (p.left_record_id, p.right_record_id) and r.id <> l.id
        where l.customer_id = given.left_id and r.customer_id = given.right_id)
      and not exists (
        select from customers.records l
        join customers.review_pairs p on l.id in (p.left_record_id, p.right_record_id)
        join customers.records r on r.id in (p.left_record_id, p.right_record_id) and r.id <> l.id
        where l.customer_id = given.left_id and r.customer_id = given.right_id and p.state in ('open', 'rejected', 'split')
          and (p.left_record_id, p.right_record_id) <> (least(a, b), greatest(a, b)))
    on conflict (left_record_id, right_record_id) do update
    set score = excluded.score, weights = excluded.weights, origin = excluded.origin
    -- A rule of thumb does not overwrite what the model says.
    where review_pairs.state = 'open' and not (review_pairs.origin = 'matching' and excluded.origin = 'same_details')
    returning xmax = 0 as "isNew"`.execute(tx);
  return rows.filter(({ isNew }) => isNew).length;
}

/** Open pairs of these customers who are one by now. */
export async function closeSettled(tx: Tx, customerIds: readonly string[], now: Date): Promise<void> {
  await sql`
    update customers.review_pairs p
    set state = 'accepted', decided_how = 'joined', decided_at = ${now}
    from customers.records l, customers.records r
    where p.state = 'open' and l.customer_id = any(${customerIds}::uuid[])
      and p.left_record_id = l.id and r.id = p.right_record_id and r.customer_id = l.customer_id`.execute(tx);
}

/** Open pairs of two customers who were set apart elsewhere. */
export async function settleApart(
  tx: Tx,
  ids: readonly [string, string],
  { apartId, now }: { readonly apartId: string; readonly now: Date },
): Promise<void> {
  await sql`
    update customers.review_pairs p
    set state = 'rejected', decided_how = 'apart', decided_at = ${now}, apart_id = ${apartId}
    from customers.records l, customers.records r
    where p.state = 'open' and l.customer_id = any(${[...ids]}::uuid[]) and p.left_record_id = l.id
      and r.id = p.right_record_id and r.customer_id = any(${[...ids]}::uuid[])
      and r.customer_id <> l.customer_id`.execute(tx);
}

/** Pairs that were accepted by merges which are taken back. */
export async function splitByMerge(
  tx: Tx,
  mergeIds: readonly string[],
  { by, reason, now }: { readonly by: Actor; readonly reason: string; readonly now: Date },
): Promise<void> {
  await sql`
    update customers.review_pairs p
    set state = 'split', decided_how = 'staff', decided_at = ${now}, decided_by = ${by.name},
      decided_by_id = ${by.id}::uuid, reason = ${reason}
    where p.state = 'accepted' and p.merge_id = any(${mergeIds}::uuid[])
      and not exists (select from customers.bonds b where b.merge_id = p.merge_id)`.execute(tx);
}

/** Pairs that nobody decided, closed because their two were one by then, wait again where the two are apart again. */
export async function reopenParted(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await sql`
    update customers.review_pairs p set state = 'open', decided_how = null, decided_at = null
    from customers.records l, customers.records r
    where p.state = 'accepted' and p.decided_how = 'joined' and p.merge_id is null
      and p.left_record_id = l.id and r.id = p.right_record_id and r.customer_id <> l.customer_id
      and l.customer_id = any(${customerIds}::uuid[]) and r.customer_id = any(${customerIds}::uuid[])`.execute(tx);
}

export interface ReviewRow {
  readonly id: string;
  readonly origin: ReviewOrigin;
  readonly score: number | null;
  readonly rank: number;
  readonly weights: readonly FieldWeight[];
  readonly state: ReviewState;
  readonly leftId: string;
  readonly leftName: string | null;
  readonly rightId: string;
  readonly rightName: string | null;
  readonly proposedAt: Date;
  readonly decidedHow: 'staff' | 'joined' | 'apart' | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
  readonly mergeId: string | null;
  readonly apartId: string | null;
}

/** Pairs of customers both of whom somebody limited to these scopes may see. */
function pairs(scopeIds: ScopeLimit): RawBuilder<unknown> {
  const seen = (customer: RawBuilder<unknown>): RawBuilder<unknown> =>
    scopeIds === null
      ? sql`true`
      : sql`exists (
          select from customers.records s where s.customer_id = ${customer} and s.scope_id = any(${scopeIds}::uuid[]))`;
  return sql`
    select p.id, p.origin, p.score, p.rank, p.weights, p.state, l.customer_id as "leftId", lc.name as "leftName",
      r.customer_id as "rightId", rc.name as "rightName", p.proposed_at as "proposedAt",
      p.decided_how as "decidedHow", p.decided_by as "decidedBy", p.decided_at as "decidedAt", p.reason,
      p.merge_id as "mergeId", p.apart_id as "apartId"
    from customers.review_pairs p
    join customers.records l on l.id = p.left_record_id join customers.customers lc on lc.id = l.customer_id
    join customers.records r on r.id = p.right_record_id join customers.customers rc on rc.id = r.customer_id
    where ${seen(sql`l.customer_id`)} and ${seen(sql`r.customer_id`)}`;
}

export interface ReviewPage {
  readonly state: ReviewState;
  readonly origin: ReviewOrigin | null;
  readonly minScore: number | null;
  readonly after: { readonly rank: number | null; readonly at: Date | null; readonly id: string } | null;
  readonly limit: number;
}

/** Open pairs most likely first, decided ones latest first. */
export async function listPairs(db: Db, scopeIds: ScopeLimit, page: ReviewPage): Promise<ReviewRow[]> {
  const { state, origin, minScore, after, limit } = page;
  const isOpen = state === 'open';
  const beyond =
    after === null
      ? sql`true`
      : isOpen
        ? sql`(p.rank < ${after.rank} or (p.rank = ${after.rank} and p.id > ${after.id}::uuid))`
        : sql`(p.decided_at < ${after.at} or (p.decided_at = ${after.at} and p.id > ${after.id}::uuid))`;
  const { rows } = await sql<ReviewRow>`
    ${pairs(scopeIds)} and p.state = ${sql.lit(state)}
      and ${origin === null ? sql`true` : sql`p.origin = ${origin}`}
      and ${minScore === null ? sql`true` : sql`p.score >= ${minScore}`} and ${beyond}
    order by ${isOpen ? sql`p.rank desc, p.id` : sql`p.decided_at desc, p.id`} limit ${limit}`.execute(db);
  return rows;
}

export async function findPair(reader: Db | Tx, scopeIds: ScopeLimit, id: string): Promise<ReviewRow | undefined> {
  const { rows } = await sql<ReviewRow>`${pairs(scopeIds)} and p.id = ${id}`.execute(reader);
  return rows[0];
}

export interface PairDecision {
  readonly state: ReviewState;
  readonly actor: Actor;
  readonly now: Date;
  readonly reason: string;
  readonly mergeId: string | null;
  readonly apartId: string | null;
}

export async function decidePair(tx: Tx, id: string, decision: PairDecision): Promise<void> {
  await sql`
    update customers.review_pairs set state = ${decision.state}, decided_how = 'staff', decided_at = ${decision.now},
      decided_by = ${decision.actor.name}, decided_by_id = ${decision.actor.id}::uuid, reason = ${decision.reason},
      merge_id = ${decision.mergeId}::uuid, apart_id = ${decision.apartId}::uuid
    where id = ${id}`.execute(tx);
}

/** The pair waits again, as if nobody had decided. */
export async function reopenPair(tx: Tx, id: string): Promise<void> {
  await sql`
    update customers.review_pairs set state = 'open', decided_how = null, decided_at = null, decided_by = null,
      decided_by_id = null, reason = null, merge_id = null, apart_id = null
    where id = ${id}`.execute(tx);
}

/** Lets one of several decisions fail without the others. */
export async function within<T>(tx: Tx, work: () => Promise<T>, failed: (error: unknown) => T): Promise<T> {
  await sql`savepoint one_decision`.execute(tx);
  try {
    const result = await work();
    await sql`release savepoint one_decision`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint one_decision`.execute(tx);
    return failed(error);
  }
}

export async function openByOrigin(db: Db): Promise<{ readonly origin: ReviewOrigin; readonly open: number }[]> {
  const { rows } = await sql<{ origin: ReviewOrigin; open: number }>`
    select origin, count(*)::integer as open from customers.review_pairs where state = 'open' group by origin
    order by origin`.execute(db);
  return rows;
}

/** How many pairs staff decided since a moment, and how many of these one of them did. */
export async function decidedSince(
  db: Db,
  since: Date,
  actorId: string | null,
): Promise<{ readonly all: number; readonly mine: number }> {
  const { rows } = await sql<{ all: number; mine: number }>`
    select count(*)::integer as all, count(*) filter (where decided_by_id = ${actorId}::uuid)::integer as mine
    from customers.review_pairs
    where state <> 'open' and decided_how = 'staff' and decided_at >= ${since}`.execute(db);
  return rows[0] ?? { all: 0, mine: 0 };
}

/** Pairs that staff decided and that had a score. */
export async function labelledPairs(db: Db): Promise<LabelledPair[]> {
  const { rows } = await sql<LabelledPair>`
    select score, state = 'accepted' as same, stands_for as "standsFor" from customers.review_pairs
    where state <> 'open' and decided_how in ('staff', 'apart') and score is not null`.execute(db);
  return rows;
}

export interface DuplicateRow extends SameDetails {
  readonly left: string;
  readonly right: string;
}

/** So many bear one name in one place at most; more are no duplicates but a placeholder. */
const MAX_ALIKE = 8;

/**
 * Customers with the same name and the same birth date or address, as far as the names of one range of customers go.
 * The older of a pair is within the range.
 */
export async function sameDetails(
  db: Db,
  range: { readonly after: string; readonly limit: number },
): Promise<{ readonly pairs: DuplicateRow[]; readonly lastId: string | null }> {
  const { rows } = await sql<DuplicateRow & { lastId: string | null }>`
    with part as (
      select id, name, address, attributes ->> 'birthday' as birthday, attributes ->> 'gender' as gender
      from customers.customers where id > ${range.after}::uuid order by id limit ${range.limit}),
    bounds as (select max(id::text)::uuid as last_id from part),
    alike as (
      select a.id as left_id, b.id as right_id, a.name,
        case when a.birthday is null or b.attributes ->> 'birthday' is null then 'missing'
          when a.birthday = b.attributes ->> 'birthday' then 'exact' else 'different' end as birthday,
        case when a.address is null or b.address is null then 'missing'
          when a.address = b.address then 'exact' else 'different' end as address,
        case when a.gender is null or b.attributes ->> 'gender' is null then 'missing'
          when a.gender = b.attributes ->> 'gender' then 'exact' else 'different' end as gender,
        count(*) over (partition by a.id) as mates
      from part a join customers.customers b on b.name = a.name and b.id > a.id
      where a.name is not null and length(a.name) > 1
        and (a.birthday = b.attributes ->> 'birthday' or a.address = b.address))
    select alike.left_id as left, alike.right_id as right, alike.birthday, alike.address, alike.gender,
      (select count(*)::integer from (
        select 1 from customers.customers c where c.name = alike.name limit 1000) counted) as "nameCount",
      bounds.last_id as "lastId"
    from bounds left join alike on mates <= ${MAX_ALIKE}`.execute(db);
  return {
    pairs: rows.flatMap(({ lastId: _, ...row }) => (row.left === null ? [] : [row])),
    lastId: rows[0]?.lastId ?? null,
  };
}

/** So many are counted; of more the planner's estimate is near enough. */
const COUNTED = 10_000;

/** About how many customers there are. */
export async function customerCount(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select greatest(reltuples, (select count(*) from (
      select from customers.customers limit ${COUNTED}) counted))::double precision as count
    from pg_class where oid = 'customers.customers'::regclass`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Open pairs among these customers. */
export async function openAmong(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from customers.records l join customers.review_pairs p on p.left_record_id = l.id
    join customers.records r on r.id = p.right_record_id
    where p.state = 'open' and l.customer_id = any(${customerIds}::uuid[])
      and r.customer_id = any(${customerIds}::uuid[]) and r.customer_id <> l.customer_id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Pairs that a merge without a look has closed are named after it, so that taking it back is seen on them. */
export async function nameMerge(
  tx: Tx,
  { pairIds, mergeId }: { readonly pairIds: readonly string[]; readonly mergeId: string },
): Promise<void> {
  await sql`
    update customers.review_pairs set merge_id = ${mergeId}
    where id = any(${pairIds}::uuid[]) and state = 'accepted' and decided_how = 'joined'`.execute(tx);
}
