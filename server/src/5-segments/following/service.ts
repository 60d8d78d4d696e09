import { systemContext } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { EventReader } from '#kernel/events/log.ts';
import type { Kernel } from '#kernel/module.ts';
import { holds } from '#kernel/pure/rules/evaluate.ts';
import type { RuleNode } from '#kernel/pure/rules/tree.ts';
import { MAX_BATCH, type RuleEngine } from '#kernel/rules/engine.ts';
import type { Askings } from '../asking/service.ts';
import { allSegments, type SegmentRow } from '../definitions/store.ts';
import { movesBetween, type Place } from '../membership/places.ts';
import { LIVE_TIMER, movedEvents, REFRESH_JOB } from '../membership/service.ts';
import * as membership from '../membership/store.ts';
import { type Touched, touchedBy, WATCHED_EVENTS } from '../membership/touched.ts';

/** Whose orders and events these are. */
export interface Owners {
  readonly ofOrders: (db: Db | Tx, orderIds: readonly string[]) => Promise<readonly string[]>;
  readonly ofEvents: (
    db: Db | Tx,
    events: { readonly ids: readonly string[]; readonly ranges: readonly (readonly [string, string])[] },
  ) => Promise<readonly string[]>;
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
const REST_MS = 60_000;
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
    handle: async (events, tx) => {
      const all = await allSegments(tx);
      const live = all.filter(({ state, refresh }) => state === 'saved' && refresh === 'live');
      const touched = touchedBy(events);
      await letGoneLeave(parts, tx, { touched, all });
      if (live.length === 0) {
        return;
      }
      const customerIds = await customersOf(parts, tx, touched);
      if (touched.everybody || customerIds.length > MAX_CUSTOMERS) {
        await refreshAll(parts.kernel, tx, live);
      }
      const cause = [...new Set(events.map(({ type }) => type))].join(', ');
      for (let at = 0; at < Math.min(customerIds.length, MAX_CUSTOMERS); at += MAX_BATCH) {
        await follow(parts, tx, { live, customerIds: customerIds.slice(at, at + MAX_BATCH), cause });
      }
    },
  };
}

/** Whoever is no customer any more (merged away, removed) leaves every segment at once, however it is refreshed. */
async function letGoneLeave(
  { kernel, existing }: FollowingParts,
  tx: Tx,
  { touched, all }: { readonly touched: Touched; readonly all: readonly SegmentRow[] },
): Promise<void> {
  const named = [...new Set(touched.customerIds)];
  if (named.length === 0) {
    return;
  }
  const there = new Set(await existing(tx, named));
  const gone = named.filter((id) => !there.has(id));
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
  const dueAt = new Date(last + REST_MS);
  if (dueAt > kernel.clock.now()) {
    await kernel.timers.schedule(tx, context, { kind: LIVE_TIMER, key: LIVE_TIMER, dueAt, payload: {} });
    return;
  }
  const segmentIds = live.map(({ id }) => id);
  await kernel.jobs.add(tx, context, REFRESH_JOB, { segmentIds }, { key: LIVE_TIMER });
}

async function customersOf({ owners }: FollowingParts, tx: Tx, touched: Touched): Promise<readonly string[]> {
  const ofOrders = touched.orderIds.length === 0 ? [] : await owners.ofOrders(tx, touched.orderIds);
  const hasEvents = touched.eventIds.length + touched.eventRanges.length > 0;
  const ofEvents = hasEvents ? await owners.ofEvents(tx, { ids: touched.eventIds, ranges: touched.eventRanges }) : [];
  return [...new Set([...touched.customerIds, ...ofOrders, ...ofEvents])];
}

interface Following {
  readonly live: readonly SegmentRow[];
  readonly customerIds: readonly string[];
  readonly cause: string;
}

async function follow(parts: FollowingParts, tx: Tx, { live, customerIds, cause }: Following): Promise<void> {
  const { kernel } = parts;
  const segmentIds = live.map(({ id }) => id);
  const after = await placesNow(parts, tx, { live, customerIds });
  const before = await membership.placesOf(tx, segmentIds, customerIds);
  const moves = movesBetween(before, after);
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

/** Which of the segments hold for which of the customers; those who are gone are in none. */
async function placesNow(
  { engine, askings, existing }: FollowingParts,
  tx: Tx,
  { live, customerIds }: Pick<Following, 'live' | 'customerIds'>,
): Promise<readonly Place[]> {
  const asOf = await askings.asOf(tx);
  const nodes: readonly RuleNode[] = await askings.expand(
    tx,
    live.map(({ rule }) => rule),
  );
  const asking = await engine.prepare(tx, nodes, asOf);
  const there = await existing(tx, customerIds);
  const facts = await engine.load(tx, there, { rules: nodes, asOf });
  return [...facts].flatMap(([customerId, factsOf]) =>
    live.flatMap(({ id }, index) => {
      const node = nodes[index];
      const isIn = node !== undefined && holds(node, { conditions: engine.conditions, facts: factsOf, asking });
      return isIn ? [{ segmentId: id, customerId }] : [];
    }),
  );
}
