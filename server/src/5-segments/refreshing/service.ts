import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Asking, AsOf } from '#kernel/pure/rules/condition.ts';
import { holds, lookupsOf } from '#kernel/pure/rules/evaluate.ts';
import type { RuleNode } from '#kernel/pure/rules/tree.ts';
import { MAX_BATCH, type RuleEngine } from '#kernel/rules/engine.ts';
import type { Askings } from '../asking/service.ts';
import { allSegments, lockSegment, type SegmentRow } from '../definitions/store.ts';
import { LIVE_TIMER, movedEvents } from '../membership/service.ts';
import * as membership from '../membership/store.ts';
import { dropOldRuns, insertRuns, type RunRow } from '../runs/store.ts';
import { RFM_MEASURE } from '../scores/rfm/condition-facts.ts';
import { knowsMembers } from './known.ts';
import { findPlaces, SEGMENT_IDS } from './store.ts';

export interface RefreshParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'events' | 'timers' | 'transaction'>;
  readonly engine: RuleEngine;
  readonly askings: Askings;
  readonly feed: Pick<Feed, 'freshness'>;
  /** Measures everybody for scores of a day, if that has not been done. */
  readonly measure: (date: string) => Promise<void>;
  /** Those of the customers that there are. */
  readonly existing: (reader: Db | Tx, ids: readonly string[]) => Promise<readonly string[]>;
}

export interface Refreshed {
  readonly segmentId: string;
  readonly entered: number;
  readonly left: number;
}

export type Refreshing = ReturnType<typeof createRefreshing>;

/** Customers whose coming or going is written in one transaction. */
const CHUNK = 20_000;
/** So many differences of a segment are looked at again, one by one, in what is true now. */
const CHECKED = 5000;
/** Of those, in one transaction: their facts may have to come from the disk. */
const CHECKED_CHUNK = 100;
const REST_MS = 60_000;
const RUNS_KEPT_MS = 366 * 86_400_000;

/** Works out for everybody who is in which segments: one query for all of them, only differences are written. */
export function createRefreshing(parts: RefreshParts) {
  return {
    /** All saved segments, or those named. Throws `analytic_store_unavailable` while that store is down. */
    refresh: async (
      context: Context,
      segmentIds: readonly string[] | null,
      { signal }: { readonly signal?: AbortSignal } = {},
    ): Promise<readonly Refreshed[]> => {
      const all = await allSegments(parts.kernel.postgres.db);
      const wanted = all.filter(({ id, state }) => state === 'saved' && (segmentIds?.includes(id) ?? true));
      if (wanted.length === 0) {
        return [];
      }
      const { postgres, clock } = parts.kernel;
      const startedAt = clock.now();
      await membership.dropForgotten(postgres.db, startedAt);
      await dropOldRuns(postgres.db, new Date(startedAt.getTime() - RUNS_KEPT_MS));
      const run: Run = { parts, context, signal, startedAt, settled: new Set() };
      try {
        return await refreshAll(run, wanted);
      } catch (error) {
        await keepFailure(run, wanted, error);
        throw error;
      }
    },
  };
}

interface Run {
  readonly parts: RefreshParts;
  readonly context: Context;
  readonly signal: AbortSignal | undefined;
  readonly startedAt: Date;
  /** Segments whose end is written down already. */
  readonly settled: Set<string>;
}

type Ended = Pick<RunRow, 'outcome' | 'entered' | 'left' | 'error'>;

function runRow({ parts, context, startedAt }: Run, { id, version }: SegmentRow, ended: Ended): RunRow {
  return {
    segmentId: id,
    version,
    startedAt,
    finishedAt: parts.kernel.clock.now(),
    by: context.actor.name,
    ...ended,
  };
}

/** Members stay as they were, and the log says why. */
async function keepFailure(run: Run, segments: readonly SegmentRow[], error: unknown): Promise<void> {
  const code = error instanceof AppError ? error.code : 'internal_error';
  const left = segments.filter(({ id }) => !run.settled.has(id));
  await insertRuns(
    run.parts.kernel.postgres.db,
    left.map((segment) => runRow(run, segment, { outcome: 'failed', entered: 0, left: 0, error: code })),
  );
}

interface Asked {
  readonly segment: SegmentRow;
  readonly node: RuleNode;
}

async function refreshAll(run: Run, segments: readonly SegmentRow[]): Promise<readonly Refreshed[]> {
  const { kernel, engine, askings, feed, measure } = run.parts;
  const { db } = kernel.postgres;
  const asOf = await askings.asOf(db);
  const nodes = await askings.expand(
    db,
    segments.map(({ rule }) => rule),
  );
  if (lookupsOf(nodes, engine.conditions).some(({ name }) => name === RFM_MEASURE)) {
    await measure(asOf.date);
  }
  // Before the query: what it finds knows at least so much.
  const { upTo } = await feed.freshness();
  const asking = await engine.prepare(db, nodes, asOf);
  const runId = newId();
  try {
    await keepFound(run, { runId, segments, nodes, asking, upTo });
    const done: Refreshed[] = [];
    for (const [index, segment] of segments.entries()) {
      run.signal?.throwIfAborted();
      const node = nodes[index];
      if (node !== undefined) {
        done.push(await settle(run, { segment, node }, { runId, asOf, asking, upTo }));
      }
    }
    return done;
  } finally {
    await membership.dropFound(db, runId);
  }
}

async function keepFound(
  { parts, context, signal }: Run,
  found: {
    readonly runId: string;
    readonly segments: readonly SegmentRow[];
    readonly nodes: readonly RuleNode[];
    readonly asking: Asking;
    readonly upTo: Date | null;
  },
): Promise<void> {
  const { kernel, engine } = parts;
  const compiled = engine.compile(found.nodes, { asking: found.asking, extra: [SEGMENT_IDS] });
  const asked = found.segments.map((segment) => ({
    segmentId: segment.id,
    isKnown: knowsMembers(segment, found.upTo),
  }));
  let waiting: membership.FoundPlace[] = [];
  const keep = (customerId: string, places: readonly number[], leaves: boolean): void => {
    for (const place of places) {
      waiting.push({ segmentId: found.segments[Number(place)]?.id ?? '', customerId, leaves });
    }
  };
  const write = async (): Promise<void> => {
    const rows = waiting;
    waiting = [];
    await kernel.transaction(context, (tx) => membership.keepFound(tx, found.runId, rows));
  };
  for await (const rows of findPlaces(kernel.olap, compiled, asked)) {
    signal?.throwIfAborted();
    for (const { id, enters, leaves } of rows) {
      keep(id, enters, false);
      keep(id, leaves, true);
    }
    if (waiting.length >= CHUNK) {
      await write();
    }
  }
  if (waiting.length > 0) {
    await write();
  }
  await kernel.transaction(context, (tx) => membership.markFound(tx, found.runId));
}

interface Settling {
  readonly runId: string;
  readonly asOf: AsOf;
  readonly asking: Asking;
  readonly upTo: Date | null;
}

async function keepOvertaken(run: Run, segment: SegmentRow, { entered, left }: Refreshed): Promise<void> {
  const row = runRow(run, segment, { outcome: 'overtaken', entered, left, error: null });
  await insertRuns(run.parts.kernel.postgres.db, [row]);
}

async function requireWhole(tx: Tx, runId: string): Promise<void> {
  if (!(await membership.isFoundWhole(tx, runId))) {
    throw new AppError('refresh_lost', 503, {
      message: {
        'zh-CN': '计算结果因数据库重启而丢失，将重新计算',
        en: 'What was found is lost, because the database was restarted; it will be worked out anew',
      },
    });
  }
}

/** Writes the differences of one segment, chunk by chunk, each chunk whole. */
async function settle(run: Run, asked: Asked, settling: Settling): Promise<Refreshed> {
  const { segment } = asked;
  let total: Refreshed = { segmentId: segment.id, entered: 0, left: 0 };
  let passed = membership.NOBODY_PASSED;
  let isFew: boolean | null = null;
  for (;;) {
    const step: Step | null = await run.parts.kernel.transaction(run.context, (tx) =>
      settleChunk({ run, tx, asked, ...settling }, { total, passed, isFew }),
    );
    if (step === null) {
      run.settled.add(segment.id);
      await keepOvertaken(run, segment, total);
      return total;
    }
    ({ total, passed, isFew } = step);
    if (step.isDone) {
      run.settled.add(segment.id);
      return total;
    }
  }
}

interface SoFar {
  readonly total: Refreshed;
  readonly passed: membership.Passed;
  /** There are so few differences that each is looked at again; null before the first chunk. */
  readonly isFew: boolean | null;
}

interface Step extends SoFar {
  readonly isFew: boolean;
  readonly isDone: boolean;
}

/** The next differences; null when the segment has changed meanwhile, and a refresh of the new rule is on its way. */
async function settleChunk(
  { run, tx, asked, ...settling }: Settling & { readonly run: Run; readonly tx: Tx; readonly asked: Asked },
  { total, passed, isFew: wereFew }: SoFar,
): Promise<Step | null> {
  const { kernel } = run.parts;
  const { segment } = asked;
  const { runId, upTo } = settling;
  const locked = await lockSegment(tx, segment.id);
  if (locked === undefined || locked.version !== segment.version || locked.state !== 'saved') {
    return null;
  }
  await requireWhole(tx, runId);
  const { id, version } = locked;
  const isKnown = knowsMembers(segment, upTo);
  const atMost = wereFew === true ? CHECKED_CHUNK : CHUNK;
  const all = await membership.differences(tx, { runId, segmentId: id, limit: atMost, isKnown, passed });
  const isFew = wereFew ?? all.entered.length + all.left.length <= CHECKED;
  const limit = isFew ? CHECKED_CHUNK : CHUNK;
  const found = { entered: all.entered.slice(0, limit), left: all.left.slice(0, limit) };
  const sure = isFew ? await stillSo(run, { tx, asked, ...settling }, found) : found;
  const moved = await membership.movePlaces(tx, {
    entered: sure.entered.map((customerId) => ({ segmentId: id, customerId })),
    left: sure.left.map((customerId) => ({ segmentId: id, customerId })),
    at: kernel.clock.now(),
    cause: locked.refreshedVersion === version ? 'refresh' : 'rule_changed',
  });
  await kernel.events.append(tx, run.context, movedEvents(moved));
  const entered = total.entered + moved.entered.length;
  const left = total.left + moved.left.length;
  const isDone = found.entered.length < limit && found.left.length < limit;
  if (isDone) {
    await membership.saveRefreshed(tx, { id, version, at: kernel.clock.now(), upTo, isCounted: !isKnown });
    await insertRuns(tx, [runRow(run, locked, { outcome: 'done', entered, left, error: null })]);
  }
  if (!isFew && locked.refresh === 'live') {
    await lookAgain(run, tx);
  }
  return {
    total: { ...total, entered, left },
    passed: membership.passedAfter(found, limit),
    isFew,
    isDone,
  };
}

/** After very many differences, which were taken as they came: what was known too late is mended a minute later. */
async function lookAgain({ parts: { kernel }, context }: Run, tx: Tx): Promise<void> {
  const dueAt = new Date(kernel.clock.now().getTime() + REST_MS);
  await kernel.timers.schedule(tx, context, { kind: LIVE_TIMER, key: LIVE_TIMER, dueAt, payload: {} });
}

/**
 * The analytic store is seconds behind, and an event may have told since who is in: differences are looked at again
 * with what is true now, so that a refresh never takes back what an event has just done.
 */
async function stillSo(
  { parts }: Run,
  { tx, asked, asOf, asking }: Settling & { readonly tx: Tx; readonly asked: Asked },
  found: { readonly entered: readonly string[]; readonly left: readonly string[] },
): Promise<{ readonly entered: readonly string[]; readonly left: readonly string[] }> {
  const ids = [...found.entered, ...found.left];
  const inside = new Set<string>();
  for (let at = 0; at < ids.length; at += MAX_BATCH) {
    const batch = await parts.existing(tx, ids.slice(at, at + MAX_BATCH));
    const facts = await parts.engine.load(tx, batch, { rules: [asked.node], asOf });
    for (const [id, factsOf] of facts) {
      if (holds(asked.node, { conditions: parts.engine.conditions, facts: factsOf, asking })) {
        inside.add(id);
      }
    }
  }
  return {
    entered: found.entered.filter((id) => inside.has(id)),
    left: found.left.filter((id) => !inside.has(id)),
  };
}
