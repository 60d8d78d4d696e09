import { type RawBuilder, sql } from 'kysely';
import { copyBlocks, copyInto } from '#kernel/db/copy.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { MoveFact } from './moves.ts';
import type { Place } from './places.ts';

export interface Because {
  readonly at: Date;
  readonly cause: string;
}

/** Who of these customers is in which of the segments. */
export async function placesOf(
  db: Db | Tx,
  segmentIds: readonly string[],
  customerIds: readonly string[],
): Promise<Place[]> {
  const { rows } = await sql<Place>`
    select segment_id as "segmentId", customer_id as "customerId" from segments.members
    where customer_id = any(${customerIds}::uuid[]) and segment_id = any(${segmentIds}::uuid[])`.execute(db);
  return rows;
}

function places(list: readonly Place[]): RawBuilder<unknown> {
  return sql`unnest(${list.map((place) => place.segmentId)}::uuid[], ${list.map((place) => place.customerId)}::uuid[])
    as place (segment_id, customer_id)`;
}

/** Lets some enter and some leave; what is so already stays. Returns what really changed. */
export async function movePlaces(
  tx: Tx,
  { entered, left, at, cause }: Because & { readonly entered: readonly Place[]; readonly left: readonly Place[] },
): Promise<{ readonly entered: readonly Place[]; readonly left: readonly Place[] }> {
  const gone = left.length === 0 ? [] : await leavePlaces(tx, left, { at, cause });
  const come = entered.length === 0 ? [] : await enterPlaces(tx, entered, { at, cause });
  await recount(tx, { come, gone });
  return { entered: come, left: gone };
}

async function leavePlaces(tx: Tx, left: readonly Place[], { at, cause }: Because): Promise<readonly Place[]> {
  const { rows } = await sql<Place>`
    with gone as (
      delete from segments.members m using ${places(left)}
      where m.segment_id = place.segment_id and m.customer_id = place.customer_id
      returning m.segment_id, m.customer_id)
    insert into segments.moves (segment_id, customer_id, entered, at, cause, version)
    select g.segment_id, g.customer_id, false, ${at}, ${cause}, s.version
    from gone g join segments.segments s on s.id = g.segment_id
    returning segment_id as "segmentId", customer_id as "customerId"`.execute(tx);
  return rows;
}

async function enterPlaces(tx: Tx, entered: readonly Place[], { at, cause }: Because): Promise<readonly Place[]> {
  const { rows } = await sql<Place>`
    with come as (
      insert into segments.members (segment_id, customer_id, entered_at)
      select place.segment_id, place.customer_id, ${at} from ${places(entered)}
      on conflict do nothing returning segment_id, customer_id)
    insert into segments.moves (segment_id, customer_id, entered, at, cause, version)
    select c.segment_id, c.customer_id, true, ${at}, ${cause}, s.version
    from come c join segments.segments s on s.id = c.segment_id
    returning segment_id as "segmentId", customer_id as "customerId"`.execute(tx);
  return rows;
}

async function recount(
  tx: Tx,
  { come, gone }: { readonly come: readonly Place[]; readonly gone: readonly Place[] },
): Promise<void> {
  const by = new Map<string, number>();
  for (const [rows, step] of [
    [come, 1],
    [gone, -1],
  ] as const) {
    for (const { segmentId } of rows) {
      by.set(segmentId, (by.get(segmentId) ?? 0) + step);
    }
  }
  const changes = [...by].filter(([, change]) => change !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (changes.length === 0) {
    return;
  }
  await sql`
    update segments.segments s set members = s.members + change.by
    from unnest(${changes.map(([id]) => id)}::uuid[], ${changes.map(([, change]) => change)}::bigint[]) as change (id, by)
    where s.id = change.id`.execute(tx);
}

/**
 * Keeps the members of these segments from changing until the transaction ends, in an order that all keep. Answers
 * those that are in use, with their versions.
 */
export async function lockSegments(
  tx: Tx,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly version: number }[]> {
  const { rows } = await sql<{ id: string; version: number; isInUse: boolean }>`
    select id, version, state = 'saved' and archived_at is null as "isInUse" from segments.segments
    where id = any(${ids}::uuid[]) order by id for no key update`.execute(tx);
  return rows.filter(({ isInUse }) => isInUse);
}

/** Somebody who is in a segment, or whom the analytic store knows as a member and who is not any more. */
export interface FoundPlace extends Place {
  readonly leaves: boolean;
}

/** What a run found, as it comes from the analytic store. */
export async function keepFound(tx: Tx, runId: string, rows: readonly FoundPlace[]): Promise<void> {
  const lines = rows.map(({ segmentId, customerId, leaves }) => `${runId}\t${segmentId}\t${customerId}\t${leaves}\n`);
  await copyInto(tx, 'copy segments.found (run_id, segment_id, customer_id, leaves) from stdin', copyBlocks(lines));
}

export async function dropFound(db: Db, runId: string): Promise<void> {
  await sql`delete from segments.found where run_id = ${runId}`.execute(db);
}

/** A run that was killed leaves what it found; nobody works on that after a day. Ids of runs begin with their time. */
export async function dropForgotten(db: Db, now: Date): Promise<void> {
  const before = `${(now.getTime() - DAY_MS).toString(16).padStart(12, '0')}`;
  const id = `${before.slice(0, 8)}-${before.slice(8)}-7000-8000-000000000000`;
  await sql`delete from segments.found where run_id < ${id}::uuid`.execute(db);
}

const DAY_MS = 86_400_000;
/** Stands for no segment. */
const NOWHERE = '00000000-0000-0000-0000-000000000000';

/** Marks that everything a run found is there. What it found is lost when PostgreSQL itself is killed: so is the mark. */
export async function markFound(tx: Tx, runId: string): Promise<void> {
  await sql`
    insert into segments.found (run_id, segment_id, customer_id) values (${runId}, ${NOWHERE}, ${NOWHERE})`.execute(tx);
}

export async function isFoundWhole(tx: Tx, runId: string): Promise<boolean> {
  const { rows } = await sql`
    select from segments.found where run_id = ${runId} and segment_id = ${NOWHERE} and customer_id = ${NOWHERE}
    limit 1`.execute(tx);
  return rows.length > 0;
}

/** Up to whom it has been looked who enters and who leaves. */
export interface Passed {
  readonly entered: string;
  readonly left: string;
}

export const NOBODY_PASSED: Passed = { entered: NOWHERE, left: NOWHERE };
/** Stands behind every customer. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** After differences of which there were to be so many: where there are fewer, nobody has to be looked for any more. */
export function passedAfter(
  found: { readonly entered: readonly string[]; readonly left: readonly string[] },
  limit: number,
): Passed {
  const last = (ids: readonly string[]): string => (ids.length < limit ? LAST_ID : (ids.at(-1) ?? LAST_ID));
  return { entered: last(found.entered), left: last(found.left) };
}

/**
 * Who would enter and leave by what a run found, behind those who have been passed; at most so many of each, in the
 * order of their ids. `isKnown`: only those were found who are to enter or to leave, and nobody else is looked at.
 */
export async function differences(
  tx: Tx,
  {
    runId,
    segmentId,
    limit,
    isKnown,
    passed,
  }: {
    readonly runId: string;
    readonly segmentId: string;
    readonly limit: number;
    readonly isKnown: boolean;
    readonly passed: Passed;
  },
): Promise<{ readonly entered: readonly string[]; readonly left: readonly string[] }> {
  // Nothing is known yet of how many were found, and taken for few they would be compared each with each.
  await allowNestedLoops(tx, isKnown);
  const come = await sql<{ id: string }>`
    select f.customer_id as id from segments.found f
    where f.run_id = ${runId} and f.segment_id = ${segmentId} and f.customer_id > ${passed.entered}
      and not f.leaves and not exists (
        select from segments.members m where m.segment_id = f.segment_id and m.customer_id = f.customer_id)
    order by f.customer_id limit ${limit}`.execute(tx);
  const gone = isKnown
    ? await sql<{ id: string }>`
    select m.customer_id as id from segments.found f
    join segments.members m on m.segment_id = f.segment_id and m.customer_id = f.customer_id
    where f.run_id = ${runId} and f.segment_id = ${segmentId} and f.customer_id > ${passed.left} and f.leaves
    order by m.customer_id limit ${limit}`.execute(tx)
    : await sql<{ id: string }>`
    select m.customer_id as id from segments.members m
    where m.segment_id = ${segmentId} and m.customer_id > ${passed.left} and not exists (
      select from segments.found f
      where f.run_id = ${runId} and f.segment_id = m.segment_id and f.customer_id = m.customer_id)
    order by m.customer_id limit ${limit}`.execute(tx);
  await allowNestedLoops(tx, true);
  return { entered: come.rows.map(({ id }) => id), left: gone.rows.map(({ id }) => id) };
}

async function allowNestedLoops(tx: Tx, isAllowed: boolean): Promise<void> {
  await sql`select set_config('enable_nestloop', ${isAllowed ? 'on' : 'off'}, true)`.execute(tx);
}

/** Everybody has been looked at. */
export async function saveRefreshed(
  tx: Tx,
  refreshed: {
    readonly id: string;
    readonly version: number;
    readonly at: Date;
    readonly upTo: Date | null;
    /** Members are counted anew; else the sum of those who came and went stands. */
    readonly isCounted: boolean;
  },
): Promise<void> {
  const members = refreshed.isCounted
    ? sql`(select count(*) from segments.members where segment_id = ${refreshed.id})`
    : sql`members`;
  await sql`
    update segments.segments set refreshed_at = ${refreshed.at}, refreshed_version = ${refreshed.version},
      up_to = ${refreshed.upTo}, members = ${members}
    where id = ${refreshed.id}`.execute(tx);
}

/** Some members of a segment, for leaving one chunk after the other. */
export async function someMembers(tx: Tx, segmentId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from segments.members where segment_id = ${segmentId} limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}

export interface MemberRow {
  readonly customerId: string;
  readonly enteredAt: Date;
}

export async function listMembers(
  db: Db,
  { segmentId, after, limit }: { readonly segmentId: string; readonly after: string | null; readonly limit: number },
): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select customer_id as "customerId", entered_at as "enteredAt" from segments.members
    where segment_id = ${segmentId} and (${after}::uuid is null or customer_id > ${after}::uuid)
    order by customer_id limit ${limit}`.execute(db);
  return rows;
}

export interface MoveRow {
  readonly id: number;
  readonly customerId: string;
  readonly entered: boolean;
  readonly at: Date;
  readonly cause: string;
  readonly version: number;
}

/** Newest first. */
export async function listMoves(
  db: Db,
  { segmentId, before, limit }: { readonly segmentId: string; readonly before: number | null; readonly limit: number },
): Promise<MoveRow[]> {
  const { rows } = await sql<MoveRow>`
    select id, customer_id as "customerId", entered, at, cause, version from segments.moves
    where segment_id = ${segmentId} and (${before}::bigint is null or id < ${before}::bigint)
    order by id desc limit ${limit}`.execute(db);
  return rows;
}

/** Who entered and left these segments, day by day of the zone. */
export async function movesByDay(
  db: Db,
  { segmentIds, since, zone }: { readonly segmentIds: readonly string[]; readonly since: Date; readonly zone: string },
): Promise<{ segmentId: string; date: string; entered: number; left: number }[]> {
  const { rows } = await sql<{ segmentId: string; date: string; entered: number; left: number }>`
    select segment_id as "segmentId", to_char(at at time zone ${zone}, 'YYYY-MM-DD') as date,
      (count(*) filter (where entered))::int as entered, (count(*) filter (where not entered))::int as "left"
    from segments.moves where segment_id = any(${segmentIds}::uuid[]) and at >= ${since}
    group by 1, 2`.execute(db);
  return rows;
}

/** The segments that a customer is in, the latest first. */
export async function segmentsOfCustomer(
  db: Db,
  customerId: string,
): Promise<{ id: string; name: string; enteredAt: Date }[]> {
  const { rows } = await sql<{ id: string; name: string; enteredAt: Date }>`
    select s.id, s.name, m.entered_at as "enteredAt"
    from segments.members m join segments.segments s on s.id = m.segment_id
    where m.customer_id = ${customerId} and s.archived_at is null
    order by m.entered_at desc, s.name, s.id`.execute(db);
  return rows;
}

/** Who of these customers entered and left which segment when. */
export async function movesOf(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly MoveFact[]>> {
  const { rows } = await sql<MoveFact & { customerId: string }>`
    select customer_id as "customerId", segment_id::text as "segmentId", entered,
      floor(extract(epoch from at))::bigint as seconds
    from segments.moves where customer_id = any(${customerIds}::uuid[])`.execute(db);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/** The segments in which these customers are. */
export async function placesOfCustomers(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ customerId: string; segmentIds: string[] }>`
    select customer_id as "customerId", array_agg(segment_id::text) as "segmentIds" from segments.members
    where customer_id = any(${customerIds}::uuid[]) group by 1`.execute(db);
  return new Map(rows.map(({ customerId, segmentIds }) => [customerId, segmentIds]));
}
