import { EVENTS_SOURCE, MOMENTS_SOURCE, PROPERTIES_SOURCE } from '#behaviour';
import { ORDERS_SOURCE, PRICES_SOURCE } from '#commerce/pure';
import { PROFILE_SOURCE } from '#customers/pure';
import { systemContext } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { EventReader } from '#kernel/events/log.ts';
import type { Kernel } from '#kernel/module.ts';
import { rulesTogether } from '#kernel/pure/rules/together.ts';
import { MAX_BATCH, type RuleEngine } from '#kernel/rules/engine.ts';
import { TASKS_SOURCE } from '#work';
import type { Askings } from '../asking/service.ts';
import { expandAll } from '../definitions/expand.ts';
import { allSegments, type SegmentRow } from '../definitions/store.ts';
import { LISTS_SOURCE } from '../lists/facts.ts';
import { type Moves, movesBetween, type Place } from '../membership/places.ts';
import { LIVE_TIMER, movedEvents, REFRESH_JOB } from '../membership/service.ts';
import * as membership from '../membership/store.ts';
import { type Touched, touchedBy, WATCHED_EVENTS } from '../membership/touched.ts';
import { asksOf, type Concerned, concernsOf } from './concerned.ts';

/** Whose orders and events these are, and whom cases are about. */
export interface Owners {
  readonly ofOrders: (db: Db | Tx, orderIds: readonly string[]) => Promise<readonly string[]>;
  readonly ofEvents: (
    db: Db | Tx,
    events: { readonly ids: readonly string[]; readonly ranges: readonly (readonly [string, string])[] },
  ) => Promise<readonly string[]>;
  readonly ofCases: (db: Db | Tx, caseIds: readonly string[]) => Promise<readonly string[]>;
}

export interface FollowingParts {
  readonly kernel: Pick<Kernel, 'clock' | 'events' | 'jobs' | 'timers'>;
  readonly engine: RuleEngine;
  readonly askings: Askings;
  readonly owners: Owners;
  /** Those of the customers that there are. */
  readonly existing: (reader: Db | Tx, ids: readonly string[]) => Promise<readonly string[]>;
}

const BATCH_SIZE = 200;
const BATCH_TIMEOUT_SECONDS = 120;
/** More customers than this are left to a refresh of everybody, which is quicker. */
const MAX_CUSTOMERS = 5000;
/** Between two batches while much happens: each costs some thirty statements, however many customers it is about. */
const REST_MS = 150;
const REFRESH_REST_MS = 60_000;
/** The cause that history shows for those who are no customers any more. */
const GONE = 'customer_gone';

const context = systemContext('segments.following');

/** Looks at customers whom something happened to, with the face for one, and lets them enter and leave live segments. */
export function followingReader(parts: FollowingParts): EventReader {
  return {
    name: 'segments.following',
    types: [...WATCHED_EVENTS],
    batchSize: BATCH_SIZE,
    timeoutSeconds: BATCH_TIMEOUT_SECONDS,
    restMs: REST_MS,
    handle: async (events, tx) => {
      const all = await allSegments(tx);
      const live = all.filter(({ state, refresh }) => state === 'saved' && refresh === 'live');
      const touched = touchedBy(events);
      const concerned = await concernedBy(parts, tx, { touched, isFollowed: live.length > 0 });
      const there = new Set(await parts.existing(tx, [...concerned.keys()]));
      const gone = [...concerned.keys()].filter((id) => !there.has(id));
      await letGoneLeave(parts, tx, { gone, all });
      if (live.length === 0) {
        return;
      }
      if (touched.everybody || there.size > MAX_CUSTOMERS) {
        await refreshAll(parts.kernel, tx, live);
      }
      const cause = [...new Set(events.map(({ type }) => type))].join(', ');
      const followed = new Map([...concerned].filter(([id]) => there.has(id)).slice(0, MAX_CUSTOMERS));
      await follow(parts, tx, { all, live, concerned: followed, cause });
    },
  };
}

/** Whoever is no customer any more (merged away, removed) leaves every segment at once, however it is refreshed. */
async function letGoneLeave(
  { kernel }: FollowingParts,
  tx: Tx,
  { gone, all }: { readonly gone: readonly string[]; readonly all: readonly SegmentRow[] },
): Promise<void> {
  const segmentIds = all.map(({ id }) => id);
  const left = gone.length === 0 ? [] : await membership.placesOf(tx, segmentIds, gone);
  if (left.length > 0) {
    await membership.lockSegments(tx, [...new Set(left.map(({ segmentId }) => segmentId))]);
    const moved = await membership.movePlaces(tx, { entered: [], left, at: kernel.clock.now(), cause: GONE });
    await kernel.events.append(tx, context, movedEvents(moved));
  }
}

/**
 * Everybody is looked at, but not all the time: while an import goes on, a minute passes between two refreshes. The
 * timer is set to the same moment by every batch, so that none puts it off.
 */
async function refreshAll(kernel: FollowingParts['kernel'], tx: Tx, live: readonly SegmentRow[]): Promise<void> {
  const last = Math.max(...live.map(({ refreshedAt }) => refreshedAt?.getTime() ?? 0));
  const dueAt = new Date(last + REFRESH_REST_MS);
  if (dueAt > kernel.clock.now()) {
    await kernel.timers.schedule(tx, context, { kind: LIVE_TIMER, key: LIVE_TIMER, dueAt, payload: {} });
    return;
  }
  const segmentIds = live.map(({ id }) => id);
  await kernel.jobs.add(tx, context, REFRESH_JOB, { segmentIds }, { key: LIVE_TIMER });
}

/** Whom something happened to, and which of their facts; where nobody is followed, those who are named. */
async function concernedBy(
  { owners }: FollowingParts,
  tx: Tx,
  { touched, isFollowed }: { readonly touched: Touched; readonly isFollowed: boolean },
): Promise<Concerned> {
  const { orderIds, eventIds, eventRanges, caseIds } = touched;
  const hasEvents = eventIds.length + eventRanges.length > 0;
  const buyers = isFollowed && orderIds.length > 0 ? await owners.ofOrders(tx, orderIds) : [];
  const visitors = isFollowed && hasEvents ? await owners.ofEvents(tx, { ids: eventIds, ranges: eventRanges }) : [];
  const concernedByWork = isFollowed && caseIds.length > 0 ? await owners.ofCases(tx, caseIds) : [];
  return concernsOf([
    { ids: touched.customerIds, source: null },
    { ids: touched.taggedIds, source: PROFILE_SOURCE },
    { ids: touched.listedIds, source: LISTS_SOURCE },
    { ids: buyers, source: ORDERS_SOURCE },
    { ids: buyers, source: PRICES_SOURCE },
    { ids: visitors, source: EVENTS_SOURCE },
    { ids: visitors, source: MOMENTS_SOURCE },
    { ids: visitors, source: PROPERTIES_SOURCE },
    { ids: concernedByWork, source: TASKS_SOURCE },
  ]);
}

interface Following {
  readonly all: readonly SegmentRow[];
  readonly live: readonly SegmentRow[];
  readonly concerned: Concerned;
  readonly cause: string;
}

async function follow(parts: FollowingParts, tx: Tx, { all, live, concerned, cause }: Following): Promise<void> {
  const { kernel } = parts;
  const moves = await movesOf(parts, tx, { all, live, concerned });
  if (moves.entered.length + moves.left.length === 0) {
    return;
  }
  const versions = new Map(live.map(({ id, version }) => [id, version]));
  const held = await membership.lockSegments(tx, [
    ...new Set([...moves.entered, ...moves.left].map(({ segmentId }) => segmentId)),
  ]);
  // Changed, drafted or put away since it was read: what follows from that takes care of its members.
  const same = new Set(held.filter(({ id, version }) => versions.get(id) === version).map(({ id }) => id));
  const isSame = ({ segmentId }: Place): boolean => same.has(segmentId);
  const moved = await membership.movePlaces(tx, {
    entered: moves.entered.filter(isSame),
    left: moves.left.filter(isSame),
    at: kernel.clock.now(),
    cause,
  });
  await kernel.events.append(tx, context, movedEvents(moved));
}

/** Who has to enter and to leave which of the segments, by what is true now. */
async function movesOf(
  { engine, askings }: FollowingParts,
  tx: Tx,
  { all, live, concerned }: Omit<Following, 'cause'>,
): Promise<Moves> {
  const nodes = expandAll(live, all);
  const asks = asksOf(concerned, nodes, engine.conditions);
  if (asks.length === 0) {
    return { entered: [], left: [] };
  }
  const asOf = await askings.asOf(tx);
  const asked = [...new Set(asks.flatMap(({ places }) => places))];
  const asking = await engine.prepare(
    tx,
    asked.flatMap((place) => nodes[place] ?? []),
    asOf,
  );
  const [before, after]: [Place[], Place[]] = [[], []];
  for (const { places, customerIds } of asks) {
    const segmentIds = places.flatMap((place) => live[place]?.id ?? []);
    const rules = places.flatMap((place) => nodes[place] ?? []);
    const ask = rulesTogether(rules, { conditions: engine.conditions, asking });
    before.push(...(await membership.placesOf(tx, segmentIds, customerIds)));
    for (let at = 0; at < customerIds.length; at += MAX_BATCH) {
      const facts = await engine.load(tx, customerIds.slice(at, at + MAX_BATCH), { rules, asOf });
      for (const [customerId, factsOf] of facts) {
        const answers = ask(factsOf);
        after.push(
          ...segmentIds.flatMap((segmentId, index) => (answers[index] === true ? [{ segmentId, customerId }] : [])),
        );
      }
    }
  }
  return movesBetween(before, after);
}
