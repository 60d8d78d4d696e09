import { type Context, requirePermission } from '#kernel/context.ts';
import { type Fault, invalidInput } from '#kernel/errors.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { RuleEngine } from '#kernel/rules/engine.ts';
import { type Askings, requireAllScopes, requireAskable } from '../asking/service.ts';
import { isStale } from '../definitions/stale.ts';
import { allSegments, type SegmentRow } from '../definitions/store.ts';
import { idIn } from '../membership/service.ts';
import { SEGMENT_IDS } from '../refreshing/store.ts';
import type { CustomerName } from '../scores/rfm/service.ts';
import { cellRule, overlapOf, setsOf } from './cells.ts';
import { countCells, listCellPeople } from './store.ts';

export interface OverlapParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock'>;
  readonly engine: RuleEngine;
  readonly askings: Askings;
  readonly feed: Pick<Feed, 'freshness'>;
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
}

export interface CellQuestion {
  readonly in: readonly string[];
  readonly out: readonly string[];
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export type Overlap = ReturnType<typeof createOverlap>;

/** Segments laid over each other: their members as the analytic store knows them, all combinations in one reading. */
export function createOverlap(parts: OverlapParts) {
  const { kernel, engine, askings, feed } = parts;
  const { db } = kernel.postgres;
  const everybody = async () => {
    const asking = await engine.prepare(db, [], await askings.asOf(db));
    return engine.compile([], { asking, extra: [SEGMENT_IDS] });
  };
  return {
    overlap: async (context: Context, { segmentIds }: { readonly segmentIds: readonly string[] }) => {
      const sets = await requireSegments(parts, context, [{ field: 'segmentIds', ids: segmentIds }]);
      const [cells, { upTo, secondsBehind, stale }, isUp] = await Promise.all([
        everybody().then((compiled) => countCells(kernel.olap, compiled, segmentIds)),
        feed.freshness(),
        kernel.olap.ping(),
      ]);
      const { of, sizes, pairs } = overlapOf(cells, sets.length);
      const idAt = (place: number): string => sets[place]?.id ?? '';
      const asked = { isUp, now: kernel.clock.now() };
      return {
        of,
        sets: sets.map((row, place) => ({
          id: row.id,
          name: row.name,
          members: sizes[place] ?? 0,
          stale: isStale(row, asked),
        })),
        pairs: pairs.map(({ a, b, ...pair }) => ({ a: idAt(a), b: idAt(b), ...pair })),
        cells: cells.map(({ mask, customers }) => ({ in: setsOf(mask, sets.length).map(idAt), customers })),
        freshness: { upTo: upTo?.toISOString() ?? null, secondsBehind, stale },
      };
    },
    people: async (context: Context, question: CellQuestion) => {
      const { in: inside, out: outside, cursor, limit } = question;
      await requireSegments(parts, context, [
        { field: 'in', ids: inside },
        { field: 'out', ids: outside },
      ]);
      const after = cursor === undefined ? null : idIn(cursor);
      const found = await listCellPeople(kernel.olap, await everybody(), { inside, outside, after, limit: limit + 1 });
      const rule = cellRule(inside, outside);
      const [sentence = { 'zh-CN': '', en: '' }] = await askings.say(db, [rule]);
      return { ...(await pageOfPeople(parts, found, limit)), rule, sentence };
    },
  };
}

/** One page of people found one beyond the page, called as lists show them. */
export async function pageOfPeople(
  { customerNames }: Pick<OverlapParts, 'customerNames'>,
  { total, ids }: { readonly total: number; readonly ids: readonly string[] },
  limit: number,
) {
  const shown = ids.slice(0, limit);
  const names = await customerNames(shown);
  const last = shown.at(-1);
  return {
    items: shown.map((customerId) => ({
      customerId,
      name: names.get(customerId)?.name ?? null,
      account: names.get(customerId)?.account ?? null,
    })),
    nextCursor: ids.length > limit && last !== undefined ? encodeCursor([last]) : null,
    total,
  };
}

interface Named {
  readonly field: string;
  readonly ids: readonly string[];
  /** The field is one id, no list. */
  readonly isOne?: boolean;
}

/** The segments in the order asked, each there once; not those whose members would tell a masked value. */
export async function requireSegments(
  { kernel, askings }: Pick<OverlapParts, 'kernel' | 'askings'>,
  context: Context,
  named: readonly Named[],
): Promise<readonly SegmentRow[]> {
  requirePermission(context, 'segments.read');
  requireAllScopes(context);
  const { db } = kernel.postgres;
  const all = new Map((await allSegments(db)).map((row) => [row.id, row]));
  const seen = new Set<string>();
  const faults: Fault[] = [];
  const rows: SegmentRow[] = [];
  for (const { field, ids, isOne = false } of named) {
    for (const [place, id] of ids.entries()) {
      const row = all.get(id);
      if (row === undefined || seen.has(id)) {
        faults.push({ field: isOne ? field : `${field}[${place}]`, ...(row === undefined ? UNKNOWN : TWICE) });
      } else {
        rows.push(row);
      }
      seen.add(id);
    }
  }
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
  const askable = await askings.mayAsk(
    db,
    context,
    rows.map(({ rule }) => rule),
  );
  requireAskable(askable.every(Boolean));
  return rows;
}

const UNKNOWN = {
  code: 'segment_unknown',
  message: { 'zh-CN': '没有这个客群，可能已被收起', en: 'there is no such segment; it may have been put away' },
};
const TWICE = {
  code: 'segment_twice',
  message: { 'zh-CN': '同一个客群只能选一次', en: 'a segment is chosen once' },
};
