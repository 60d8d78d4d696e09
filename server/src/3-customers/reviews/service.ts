import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import { BASIC_FIELDS, isBasicKey } from '../fields/basic.ts';
import type { FieldRegistry } from '../fields/service.ts';
import { policyOf, type ReadSetting } from '../match-runs/settings.ts';
import type { Merging } from '../merging/service.ts';
import type { Parting } from '../parting/service.ts';
import { duplicateWeights } from './duplicate-weights.ts';
import { fieldName, levelLabel, ORIGIN_LABELS } from './labels.ts';
import { measureAt } from './measure.ts';
import type { ProposedPair, ReviewOrigin } from './proposal.ts';
import type { ComparedPair, ReviewPair, ReviewState, ReviewSummary } from './schema.ts';
import * as store from './store.ts';

export interface Decided {
  readonly id: string;
  readonly state: ReviewState;
  readonly customerId: string | null;
}

export interface BulkResult {
  readonly id: string;
  readonly ok: boolean;
  readonly state: ReviewState | null;
  readonly problem: Text | null;
}

export interface Reviews {
  /** Puts pairs of customers before staff; returns how many are new. For whoever finds likely pairs. */
  propose(tx: Tx, pairs: readonly ProposedPair[]): Promise<number>;
  list(
    context: Context,
    query: {
      readonly state: ReviewState;
      readonly origin?: ReviewOrigin | undefined;
      readonly minScore?: number | undefined;
      readonly cursor?: string | undefined;
      readonly limit: number;
    },
  ): Promise<{ items: ReviewPair[]; nextCursor: string | null }>;
  get(context: Context, id: string): Promise<ComparedPair>;
  next(
    context: Context,
    query: { readonly after?: string | undefined; readonly origin?: ReviewOrigin | undefined },
  ): Promise<ComparedPair | null>;
  accept(tx: Tx, context: Context, id: string, reason?: string): Promise<Decided>;
  reject(tx: Tx, context: Context, id: string, reason?: string): Promise<Decided>;
  undo(tx: Tx, context: Context, id: string, reason?: string): Promise<Decided>;
  decide(
    tx: Tx,
    context: Context,
    wish: {
      readonly ids: readonly string[];
      readonly decision: 'accept' | 'reject';
      readonly reason?: string | undefined;
    },
  ): Promise<BulkResult[]>;
  summary(context: Context): Promise<ReviewSummary>;
  requestScan(tx: Tx, context: Context): Promise<{ queued: boolean }>;
  /** Looks through all customers for the same names with the same birth dates or addresses. */
  scan(context: Context, options?: { readonly signal?: AbortSignal }): Promise<number>;
}

export interface ReviewsNeeds {
  readonly kernel: Kernel;
  readonly merging: Merging;
  readonly parting: Parting;
  readonly fields: Pick<FieldRegistry, 'list'>;
  readonly setting: ReadSetting<Db | Tx>;
}

export const SCAN_JOB = 'customers.scan_for_duplicates';
const REVIEW = 'customers.review';
/** Customers looked through in one go. */
const SCAN_PART = 20_000;
/** Below this likelihood a pair is not worth anybody's time. */
const WORTH_A_LOOK = 0.05;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const DEFAULT_REASONS = {
  accept: { 'zh-CN': '审核：同一人', en: 'Reviewed: one person' },
  reject: { 'zh-CN': '审核：不是同一人', en: 'Reviewed: two people' },
  undo: { 'zh-CN': '审核：撤回决定', en: 'Reviewed: decision taken back' },
} as const;

/** Pairs of customers who may be one person, put before staff one after the other. */
export function createReviews(needs: ReviewsNeeds): Reviews {
  const { kernel } = needs;
  const deciding = createDeciding(needs);
  return {
    ...createReading(needs),
    ...deciding,
    propose: (tx, pairs) => store.proposePairs(tx, pairs, kernel.clock.now()),
    decide: async (tx, context, { ids, decision, reason }) => {
      requirePermission(context, REVIEW);
      const results: BulkResult[] = [];
      for (const id of new Set(ids)) {
        const one = async (): Promise<BulkResult> => {
          const { state } = await deciding[decision](tx, context, id, reason);
          return { id, ok: true, state, problem: null };
        };
        results.push(await store.within(tx, one, (error) => refusal(id, error)));
      }
      return results;
    },
    requestScan: async (tx, context) => {
      requirePermission(context, REVIEW);
      await kernel.jobs.add(tx, context, SCAN_JOB, {}, { key: SCAN_JOB });
      return { queued: true };
    },
    scan: (context, { signal } = {}) => scan(kernel, context, signal),
  };
}

function createReading(needs: ReviewsNeeds): Pick<Reviews, 'list' | 'get' | 'next' | 'summary'> {
  const { kernel, merging, fields } = needs;
  const { db } = kernel.postgres;
  const present = async (context: Context, rows: readonly store.ReviewRow[]): Promise<ReviewPair[]> => {
    const labels = new Map((await fields.list(db)).map(({ key, label }) => [key, label]));
    return rows.map((row) => presentPair(context, row, labels));
  };
  const compare = async (context: Context, row: store.ReviewRow): Promise<ComparedPair> => {
    const [pair] = await present(context, [row]);
    if (pair === undefined) {
      throw new Error('A pair was presented as nothing');
    }
    return { ...pair, compared: await merging.compare(context, [row.leftId, row.rightId]) };
  };
  return {
    list: async (context, { state, origin, minScore, cursor, limit }) => {
      requirePermission(context, REVIEW);
      const after = placeOf(cursor);
      const page = { state, origin: origin ?? null, minScore: minScore ?? null, after, limit: limit + 1 };
      const rows = await store.listPairs(db, context.actor.scopeIds, page);
      const shown = rows.slice(0, limit);
      return {
        items: await present(context, shown),
        nextCursor: rows.length > limit ? cursorOf(shown.at(-1)) : null,
      };
    },
    get: async (context, id) => {
      requirePermission(context, REVIEW);
      const row = await store.findPair(db, context.actor.scopeIds, id);
      return compare(context, requirePair(row, id));
    },
    next: async (context, { after, origin }) => {
      requirePermission(context, REVIEW);
      const { scopeIds } = context.actor;
      const before = after === undefined ? undefined : await store.findPair(db, scopeIds, after);
      const place = before === undefined ? null : { rank: before.rank, at: null, id: before.id };
      const page = { state: 'open' as const, origin: origin ?? null, minScore: null, after: place, limit: 1 };
      const [row] = await store.listPairs(db, scopeIds, page);
      return row === undefined ? null : compare(context, row);
    },
    summary: async (context) => {
      requirePermission(context, REVIEW);
      return summarize(needs, context);
    },
  };
}

function createDeciding({ kernel, merging, parting }: ReviewsNeeds): Pick<Reviews, 'accept' | 'reject' | 'undo'> {
  return {
    accept: async (tx, context, id, reason = DEFAULT_REASONS.accept[context.locale]) => {
      const row = await openPair(tx, context, id);
      const merged = await merging.merge(tx, context, { customerIds: [row.leftId, row.rightId], reason });
      const { mergeId } = merged;
      const now = kernel.clock.now();
      await store.decidePair(tx, id, { state: 'accepted', actor: context.actor, now, reason, mergeId, apartId: null });
      return { id, state: 'accepted', customerId: merged.id };
    },
    reject: async (tx, context, id, reason = DEFAULT_REASONS.reject[context.locale]) => {
      const row = await openPair(tx, context, id);
      const apartId = await parting.setApart(tx, context, { ids: [row.leftId, row.rightId], reason });
      const now = kernel.clock.now();
      await store.decidePair(tx, id, { state: 'rejected', actor: context.actor, now, reason, mergeId: null, apartId });
      return { id, state: 'rejected', customerId: null };
    },
    undo: async (tx, context, id, reason = DEFAULT_REASONS.undo[context.locale]) => {
      requirePermission(context, REVIEW);
      const row = requirePair(await store.findPair(tx, context.actor.scopeIds, id), id);
      if (row.state === 'accepted' && row.mergeId !== null) {
        await parting.unmerge(tx, context, row.leftId, { mergeId: row.mergeId, sharedGoTo: 'staying', reason });
      } else if (row.state === 'rejected' && row.apartId !== null) {
        await parting.revokeApart(tx, context, row.leftId, { apartId: row.apartId, reason });
      } else {
        throw notDecidedHere();
      }
      await store.reopenPair(tx, id);
      return { id, state: 'open', customerId: null };
    },
  };
}

async function openPair(tx: Tx, context: Context, id: string): Promise<store.ReviewRow> {
  requirePermission(context, REVIEW);
  const row = requirePair(await store.findPair(tx, context.actor.scopeIds, id), id);
  if (row.state !== 'open') {
    throw new AppError('review_decided', 409, {
      message: {
        'zh-CN': `${row.decidedBy ?? '系统'} 已处理这一对，请刷新`,
        en: `${row.decidedBy ?? 'The platform'} decided this pair already; look again`,
      },
    });
  }
  return row;
}

function requirePair(row: store.ReviewRow | undefined, id: string): store.ReviewRow {
  if (row === undefined) {
    throw notFound({ 'zh-CN': '待审核的一对', en: 'pair' }, id);
  }
  return row;
}

function notDecidedHere(): AppError {
  return new AppError('review_not_undoable', 409, {
    message: {
      'zh-CN': '这一对不是在审核中处理的，请在客户页撤销合并或取消标记',
      en: 'This pair was not decided here; take the merge or the mark back on the customer’s page',
    },
  });
}

function refusal(id: string, error: unknown): BulkResult {
  if (error instanceof AppError && error.status < 500) {
    return { id, ok: false, state: null, problem: { ...error.text } };
  }
  throw error;
}

function presentPair(context: Context, row: store.ReviewRow, labels: ReadonlyMap<string, Text>): ReviewPair {
  const isUndoable =
    (row.state === 'accepted' && row.mergeId !== null) || (row.state === 'rejected' && row.apartId !== null);
  return {
    id: row.id,
    origin: row.origin,
    originLabel: { ...ORIGIN_LABELS[row.origin] },
    score: row.score,
    weights: row.weights.map(({ field, level, weight }) => ({
      field,
      label: { ...fieldLabel(field, labels) },
      level,
      levelLabel: { ...levelLabel(level) },
      weight,
    })),
    state: row.state,
    left: { id: row.leftId, name: row.leftName },
    right: { id: row.rightId, name: row.rightName },
    proposedAt: row.proposedAt.toISOString(),
    decision:
      row.decidedHow === null || row.decidedAt === null
        ? null
        : { how: row.decidedHow, by: row.decidedBy, at: row.decidedAt.toISOString(), reason: row.reason },
    canUndo: isUndoable && may(context.actor, REVIEW),
  };
}

function fieldLabel(field: string, labels: ReadonlyMap<string, Text>): Text {
  const known = isBasicKey(field) ? BASIC_FIELDS[field].label : (labels.get(field) ?? fieldName(field));
  return known ?? { 'zh-CN': field, en: field };
}

function cursorOf(row: store.ReviewRow | undefined): string | null {
  return row === undefined ? null : encodeCursor([row.rank, row.decidedAt?.toISOString() ?? null, row.id]);
}

function placeOf(cursor: string | undefined): store.ReviewPage['after'] {
  if (cursor === undefined) {
    return null;
  }
  const [rank, at, id] = decodeCursor(cursor) ?? [];
  if (typeof rank !== 'number' || typeof id !== 'string' || !/^[\da-f-]{36}$/.test(id)) {
    throw invalidInput([
      {
        field: 'cursor',
        code: 'cursor_invalid',
        message: { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' },
      },
    ]);
  }
  return { rank, at: typeof at === 'string' ? new Date(at) : null, id };
}

async function summarize({ kernel, setting }: ReviewsNeeds, { actor }: Context): Promise<ReviewSummary> {
  const { db } = kernel.postgres;
  const { merge } = await policyOf(setting);
  const open = await store.openByOrigin(db);
  const zone = zoneOf(kernel.config.timeZone);
  const today = startOfBusinessDate(businessDateOf(kernel.clock.now(), zone), zone);
  const decided = await store.decidedSince(db, today, actor.id);
  const labelled = await store.labelledPairs(db);
  const same = labelled.filter((pair) => pair.same).length;
  return {
    open: open.reduce((sum, each) => sum + each.open, 0),
    byOrigin: open.map((each) => ({ ...each, label: { ...ORIGIN_LABELS[each.origin] } })),
    decidedToday: decided.all,
    mineToday: decided.mine,
    labelled: { same, different: labelled.length - same },
    threshold: merge,
    ...measureAt(labelled, merge),
  };
}

/** Part by part, each in a transaction of its own, so that intake goes on. */
async function scan(kernel: Kernel, context: Context, signal: AbortSignal | undefined): Promise<number> {
  const { db } = kernel.postgres;
  const customers = await store.customerCount(db);
  let proposed = 0;
  for (let after = FIRST_ID; ; ) {
    signal?.throwIfAborted();
    const { pairs, lastId } = await store.sameDetails(db, { after, limit: SCAN_PART });
    const likely = pairs.flatMap(({ left, right, ...details }): ProposedPair[] => {
      const { score, weights } = duplicateWeights(details, { customers });
      return score < WORTH_A_LOOK ? [] : [{ left, right, origin: 'same_details', score, weights }];
    });
    proposed += await kernel.transaction(context, (tx) => store.proposePairs(tx, likely, kernel.clock.now()));
    if (lastId === null) {
      return proposed;
    }
    after = lastId;
  }
}
