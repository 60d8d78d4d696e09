import type { RelationFact } from '#customers/pure';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { FactSource } from '#kernel/rules/engine.ts';
import { type Askings, requireAllScopes, requireAskable } from '../asking/service.ts';
import { allSegments, findSegment, type SegmentRow } from '../definitions/store.ts';
import type { CustomerName } from '../scores/rfm/service.ts';
import type { Strategies } from '../strategies/service.ts';
import { MEMBERSHIP_CHANGED } from './feed.ts';
import { MOVE_ARRAYS, MOVES_SOURCE, type MoveFacts } from './moves.ts';
import { RELATIVE_ARRAYS, RELATIVES_SOURCE, type RelativeFacts } from './relatives.ts';
import { sizesByDay } from './sizes.ts';
import * as store from './store.ts';

/** Who entered and left when, for conditions. */
export const movesSource: FactSource<MoveFacts> = {
  name: MOVES_SOURCE,
  analytic: { arrays: MOVE_ARRAYS },
  load: (db, customerIds) => store.movesOf(db, customerIds),
  none: [],
};

/** Whom customers know. */
export type RelationsOf = (
  db: Db | Tx,
  customerIds: readonly string[],
) => Promise<ReadonlyMap<string, readonly RelationFact[]>>;

/** In which segments those are whom somebody knows, for conditions. */
export function relativesSource(relationsOf: RelationsOf): FactSource<RelativeFacts> {
  return {
    name: RELATIVES_SOURCE,
    analytic: { arrays: RELATIVE_ARRAYS },
    load: async (db, customerIds) => {
      const known = await relationsOf(db, customerIds);
      const others = [...new Set([...known.values()].flat().map(({ otherId }) => otherId))];
      const places = await store.placesOfCustomers(db, others);
      return new Map(
        [...known].map(([id, links]) => [
          id,
          links.map(({ kind, since, until, otherId }) => ({
            kind,
            since,
            until,
            segmentIds: places.get(otherId) ?? [],
          })),
        ]),
      );
    },
    none: [],
  };
}

export const REFRESH_JOB = 'segments.refresh';
/** The timer of the next refresh of live segments after something that concerns everybody. */
export const LIVE_TIMER = 'segments.refresh_live';

export interface MembershipParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'events' | 'jobs' | 'config'>;
  readonly askings: Pick<Askings, 'mayAsk'>;
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
  readonly strategies: Pick<Strategies, 'of'>;
}

interface PageQuestion {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export type Membership = ReturnType<typeof createMembership>;

/** Customers whose going is written at once. */
const CHUNK = 5000;

/** Who is in a segment, who came and went. */
export function createMembership(parts: MembershipParts) {
  const { kernel } = parts;
  return {
    ...membershipLists(parts),
    ...membershipFigures(parts),
    requestRefresh: async (tx: Tx, context: Context, id: string) => {
      requirePermission(context, 'segments.write');
      requireAllScopes(context);
      await requireSegment(tx, id);
      await refreshSoon(kernel, tx, context, id);
      return { queued: true };
    },
    refreshSoon: (tx: Tx, context: Context, id: string) => refreshSoon(kernel, tx, context, id),
    /** Everybody leaves, in the caller's transaction. */
    empty: async (tx: Tx, context: Context, segment: Pick<SegmentRow, 'id'>): Promise<void> => {
      for (;;) {
        const ids = await store.someMembers(tx, segment.id, CHUNK);
        if (ids.length === 0) {
          return;
        }
        const left = ids.map((customerId) => ({ segmentId: segment.id, customerId }));
        const moved = await store.movePlaces(tx, { entered: [], left, at: kernel.clock.now(), cause: 'rule_changed' });
        await kernel.events.append(tx, context, movedEvents(moved));
      }
    },
  };
}

async function requireSegment(reader: Db | Tx, id: string): Promise<SegmentRow> {
  const row = await findSegment(reader, id);
  if (row === undefined) {
    throw notFound({ 'zh-CN': '客群', en: 'segment' }, id);
  }
  return row;
}

/** How segments grew, and which of them somebody is in. */
function membershipFigures({ kernel, askings, strategies }: Omit<MembershipParts, 'customerNames'>) {
  const { postgres } = kernel;
  const zone = zoneOf(kernel.config.timeZone);
  return {
    sizes: async (context: Context, question: { readonly segmentId?: string | undefined; readonly days: number }) => {
      requirePermission(context, 'segments.read');
      requireAllScopes(context);
      const until = businessDateOf(kernel.clock.now(), zone);
      const since = addDays(until, 1 - question.days);
      const wanted = (await allSegments(postgres.db)).filter(
        ({ id }) => question.segmentId === undefined || id === question.segmentId,
      );
      const moves = await store.movesByDay(postgres.db, {
        segmentIds: wanted.map(({ id }) => id),
        since: startOfBusinessDate(since, zone),
        zone: kernel.config.timeZone,
      });
      const bySegment = Map.groupBy(moves, ({ segmentId }) => segmentId);
      return {
        items: wanted.map(({ id, members }) => ({
          segmentId: id,
          days: [...sizesByDay(bySegment.get(id) ?? [], { members, since, until })],
        })),
      };
    },
    ofCustomer: async (context: Context, customerId: string) => {
      requirePermission(context, 'segments.read');
      requireAllScopes(context);
      const all = await allSegments(postgres.db);
      const askable = await askings.mayAsk(
        postgres.db,
        context,
        all.map(({ rule }) => rule),
      );
      const shown = new Set(all.filter((_, index) => askable[index] === true).map(({ id }) => id));
      const rows = (await store.segmentsOfCustomer(postgres.db, customerId)).filter(({ id }) => shown.has(id));
      const plans = await strategies.of(
        postgres.db,
        rows.map(({ id }) => id),
      );
      return {
        items: rows.map((row) => {
          const plan = plans.get(row.id);
          return {
            ...row,
            enteredAt: row.enteredAt.toISOString(),
            strategy: plan?.state === 'running' ? plan : null,
          };
        }),
      };
    },
  };
}

function membershipLists({ kernel, askings, customerNames }: MembershipParts) {
  const { postgres } = kernel;
  const find = async (context: Context, id: string): Promise<SegmentRow> => {
    requirePermission(context, 'segments.read');
    requireAllScopes(context);
    const segment = await requireSegment(postgres.db, id);
    const [isAskable = false] = await askings.mayAsk(postgres.db, context, [segment.rule]);
    requireAskable(isAskable);
    return segment;
  };
  const withNames = async <Row extends { readonly customerId: string }>(rows: readonly Row[]) => {
    const names = await customerNames(rows.map(({ customerId }) => customerId));
    return rows.map((row) => ({
      ...row,
      name: names.get(row.customerId)?.name ?? null,
      account: names.get(row.customerId)?.account ?? null,
    }));
  };
  return {
    members: async (context: Context, id: string, { cursor, limit }: PageQuestion) => {
      const segment = await find(context, id);
      const after = cursor === undefined ? null : idIn(cursor);
      const rows = await store.listMembers(postgres.db, { segmentId: id, after, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: (await withNames(shown)).map((row) => ({ ...row, enteredAt: row.enteredAt.toISOString() })),
        nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.customerId]) : null,
        total: segment.members,
      };
    },
    moves: async (context: Context, id: string, { cursor, limit }: PageQuestion) => {
      await find(context, id);
      const before = cursor === undefined ? null : numberIn(cursor);
      const rows = await store.listMoves(postgres.db, { segmentId: id, before, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: (await withNames(shown)).map((row) => ({ ...row, at: row.at.toISOString() })),
        nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.id]) : null,
      };
    },
  };
}

function refreshSoon(kernel: Pick<Kernel, 'jobs'>, tx: Tx, context: Context, id: string): Promise<void> {
  return kernel.jobs.add(tx, context, REFRESH_JOB, { segmentIds: [id] }, { key: `${REFRESH_JOB}:${id}` });
}

/** Ids of one event. */
const LIST = 1000;

/** What the log is told of entering and leaving. */
export function movedEvents({
  entered,
  left,
}: Awaited<ReturnType<typeof store.movePlaces>>): { readonly type: string; readonly data: Record<string, unknown> }[] {
  const groups = Map.groupBy(
    [...entered.map((place) => ({ ...place, key: 'entered' })), ...left.map((place) => ({ ...place, key: 'left' }))],
    ({ segmentId, key }) => `${segmentId} ${key}`,
  );
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / LIST) }, (_, at) => {
      const { segmentId, key } = group[0] ?? { segmentId: '', key: '' };
      const ids = group.slice(at * LIST, (at + 1) * LIST).map(({ customerId }) => customerId);
      return {
        type: MEMBERSHIP_CHANGED,
        data: { segmentId, entered: key === 'entered' ? ids : [], left: key === 'left' ? ids : [] },
      };
    }),
  );
}

/** The id in a cursor of a list in the order of ids. Throws 400 for one that is not ours. */
export function idIn(cursor: string): string {
  const [place] = decodeCursor(cursor) ?? [];
  if (typeof place !== 'string' || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(place)) {
    throw malformed();
  }
  return place;
}

function numberIn(cursor: string): number {
  const [place] = decodeCursor(cursor) ?? [];
  if (typeof place !== 'number' || !Number.isSafeInteger(place)) {
    throw malformed();
  }
  return place;
}

function malformed(): AppError {
  return new AppError('cursor_malformed', 400, {
    message: { 'zh-CN': '游标无效', en: 'The cursor is not one of ours' },
  });
}
