import { z } from 'zod';
import type { Customers, Resolved } from '#customers';
import type { ChunkResult, ImportKind, ImportRun, ImportSetup } from '#intake';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import { deleteChangesOfImport, deleteLives, insertChanges } from '../life/store.ts';
import { ORDER_FIELDS } from '../orders/fields.ts';
import { lineOf, statementOf } from '../orders/group-rows.ts';
import { type OrderHead, placeOrder } from '../orders/place.ts';
import { createRowReader, type OrderRow } from '../orders/read-row.ts';
import { reconcileLines, type StoredLine } from '../orders/reconcile.ts';
import { createSeenOrders, type SeenOrders } from '../orders/seen-orders.ts';
import * as orders from '../orders/store.ts';
import { contentHashOf, type PreparedOrder, type PreparedOrders, prepareOrders } from '../preparing/service.ts';
import { findUndoObstacle } from '../undoing/service.ts';
import * as store from './store.ts';

const RESTORE_BATCH = 2000;

/** Where a chunk's work lies: ids of one process increase, so everything it made is between these two. */
const traceSchema = z.object({ firstId: z.uuid(), lastId: z.uuid() });

type Needs = Pick<Kernel, 'events' | 'clock'>;
type NeededCustomers = Pick<Customers, 'identity' | 'undo'>;

/** Orders with their lines, one line of the file per order line. */
export function orderImportKind(kernel: Needs, customers: NeededCustomers): ImportKind<OrderRow, PreparedOrders> {
  return {
    name: 'orders',
    label: { 'zh-CN': '订单', en: 'Orders' },
    fields: () => Promise.resolve(ORDER_FIELDS),
    missing: (mapped) => (mapped.has('unitPrice') || mapped.has('amount') ? [] : ['unitPrice']),
    begin: async (setup) => createRun(kernel, customers, setup),
    undoObstacle: findUndoObstacle,
    undoChunk: async (tx, context, importId, trace) => {
      const range = traceSchema.parse(trace);
      await customers.undo.begin(tx);
      const { orderIds, recordIds } = await store.deleteCreatedOrders(tx, importId, range);
      await deleteLives(tx, orderIds);
      if (orderIds.length > 0) {
        await kernel.events.append(tx, context, [{ type: 'commerce.orders_removed', data: { importId, orderIds } }]);
      }
      await customers.undo.undoChunk(tx, context, importId, range);
      await customers.undo.release(tx, context, recordIds);
    },
    undoRest: async (tx, context, importId) => {
      await customers.undo.begin(tx);
      if (await undoChanges({ kernel, customers, tx, context }, importId)) {
        return false;
      }
      await orders.deleteMarks(tx, importId);
      await deleteChangesOfImport(tx, importId);
      if (!(await customers.undo.undoChanges(tx, context, importId))) {
        return false;
      }
      await customers.undo.finish(tx, importId);
      return true;
    },
  };
}

/** Puts changed orders back, with the customers that their records belong to today; false when there are none left. */
async function undoChanges(
  { kernel, customers, tx, context }: Pick<Applying, 'kernel' | 'customers' | 'tx' | 'context'>,
  importId: string,
): Promise<boolean> {
  const { orderIds, recordIds, returnedTo } = await store.restoreOrders(tx, importId, RESTORE_BATCH);
  if (orderIds.length === 0) {
    return false;
  }
  await orders.reassignOrders(tx, await customers.identity.customersOf(tx, returnedTo));
  await appendChanged(kernel, tx, context, orderIds);
  await customers.undo.release(tx, context, recordIds);
  return true;
}

async function appendChanged(kernel: Needs, tx: Tx, context: Context, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length > 0) {
    await kernel.events.append(tx, context, [{ type: 'commerce.orders_changed', data: { orderIds } }]);
  }
}

function createRun(kernel: Needs, customers: NeededCustomers, setup: ImportSetup): ImportRun<OrderRow, PreparedOrders> {
  const seen = createSeenOrders();
  const remember = (rows: readonly OrderRow[]): void => {
    for (const row of rows) {
      seen.add(row.number);
    }
  };
  return {
    read: createRowReader({ columns: setup.columns, currency: setup.currency, zone: zoneOf(setup.timeZone) }),
    groupKey: (row) => row.number,
    skip: remember,
    committed: remember,
    prepare: (rows) => prepareOrders(rows, setup),
    apply: (tx, context, _, prepared) => applyChunk({ kernel, customers, setup, seen, tx, context }, prepared),
    finish: (tx) => orders.deleteMarks(tx, setup.importId),
  };
}

interface Applying {
  readonly kernel: Needs;
  readonly customers: NeededCustomers;
  readonly setup: ImportSetup;
  readonly seen: SeenOrders;
  readonly tx: Tx;
  readonly context: Context;
}

interface Placed {
  readonly group: PreparedOrder;
  readonly who: Resolved | null;
  readonly known: orders.KnownOrder | undefined;
}

/** A file for one shop does not change the orders of another that happens to use the same source and numbers. */
function requireOwnScope(known: readonly orders.KnownOrder[], { scopeId }: ImportSetup): void {
  const foreign = scopeId === null ? undefined : known.find((order) => order.scopeId !== scopeId);
  if (foreign !== undefined) {
    throw new AppError('order_of_other_scope', 409, {
      message: {
        'zh-CN': `订单 ${foreign.number} 属于另一个范围，这次导入不能修改它；请换一个来源名称，或去掉这些订单`,
        en: `Order ${foreign.number} belongs to another scope and cannot be changed by this import; use another source name, or leave these orders out`,
      },
    });
  }
}

async function applyChunk(applying: Applying, prepared: PreparedOrders): Promise<ChunkResult> {
  const { kernel, customers, setup, tx, context, seen } = applying;
  const groups = prepared.orders;
  const origin = { source: setup.source, importId: setup.importId, scopeId: setup.scopeId };
  const times = await orders.placedTimes(
    tx,
    setup.source,
    groups.map((group) => group.number),
  );
  const statements = groups.map((group) => {
    const knownPlacedAt = times.get(group.number);
    return knownPlacedAt === undefined ? group.statement : statementOf(group, knownPlacedAt);
  });
  const resolved = await customers.identity.takeIn(tx, context, statements, { ...origin, factsTellTime: true });
  // Locked after the customers, as everybody does. One that came since the look before raises 23505: tried again.
  const known = await orders.findOrders(tx, setup.source, [...times.keys()]);
  requireOwnScope(known, setup);
  const knownByNumber = new Map(known.map((order) => [order.number, order]));
  const placed = groups.map((group, index) => ({
    group,
    who: resolved[index] ?? null,
    known: knownByNumber.get(group.number),
  }));
  const counts = { added: 0, changed: 0, same: 0 };
  const fresh = placed.filter(({ known: order }) => order === undefined);
  await orders.insertOrders(
    tx,
    fresh.map(({ group: { text }, who }) => ({
      text,
      recordId: who?.recordId ?? null,
      customerId: who?.customerId ?? null,
    })),
  );
  const rest: Placed[] = [];
  for (const item of placed) {
    if (item.known === undefined) {
      counts.added += item.group.rows.length;
    } else if (seen.rowsOf(item.group.number) === 0 && isUnchanged(item, item.known)) {
      counts.same += item.group.rows.length;
    } else {
      rest.push(item);
    }
  }
  const merged = await mergeOrders(applying, rest);
  if (fresh.length > 0) {
    const { firstId, lastId } = prepared;
    const data = { importId: setup.importId, firstId, lastId, orders: fresh.length };
    await kernel.events.append(tx, context, [{ type: 'commerce.orders_imported', data }]);
  }
  await appendChanged(kernel, tx, context, merged.changedIds);
  return {
    added: counts.added + merged.added,
    changed: counts.changed + merged.changed,
    same: counts.same + merged.same,
    // From the first order prepared to the last record made.
    trace: { firstId: prepared.firstId, lastId: newId() },
  };
}

/** The quick answer for a file that comes again: same content, same record. */
function isUnchanged({ group, who }: Placed, known: orders.KnownOrder): boolean {
  if (who !== null && who.recordId !== known.recordId) {
    return false;
  }
  return group.contentHash === known.contentHash;
}

interface Merged {
  readonly changedIds: string[];
  added: number;
  changed: number;
  same: number;
}

/** Orders that were there and may have changed, line by line. */
async function mergeOrders({ setup, seen, tx }: Applying, items: readonly Placed[]): Promise<Merged> {
  const result: Merged = { changedIds: [], added: 0, changed: 0, same: 0 };
  const pairs = items.flatMap((item) => (item.known === undefined ? [] : [{ ...item, known: item.known }]));
  if (pairs.length === 0) {
    return result;
  }
  const ids = pairs.map(({ known }) => known.id);
  const lines = await orders.linesOf(tx, ids);
  const marks = Map.groupBy(await orders.marksOf(tx, setup.importId, ids), (mark) => mark.orderId);
  const replaced: orders.NewOrder[] = [];
  const newMarks: orders.Mark[] = [];
  for (const { group, who, known } of pairs) {
    const stored = lines.get(known.id) ?? [];
    const marked = marks.get(known.id)?.map((mark) => mark.lineNo);
    // Met before in this file without a mark: then its rows were all the lines that the order had, from the first on.
    // Lines beyond come from another import meanwhile.
    const rowsBefore = seen.rowsOf(group.number);
    const before = marked ?? stored.flatMap(({ lineNo }) => (lineNo <= rowsBefore ? [lineNo] : []));
    const outcome = reconcileLines(stored, group.rows.map(lineOf), new Set(before));
    const order = mergedOrder({ group, who, known }, outcome.lines, rowsBefore > 0);
    const headChanged = order.contentHash !== known.contentHash || order.recordId !== known.recordId;
    for (const lineNo of [...before, ...outcome.spokenOf]) {
      newMarks.push({ orderId: known.id, lineNo });
    }
    // A change of the order as a whole is counted on one of its rows.
    const headOnly = headChanged && outcome.added + outcome.changed === 0 ? 1 : 0;
    result.added += outcome.added;
    result.changed += outcome.changed + headOnly;
    result.same += outcome.same - headOnly;
    if (headChanged) {
      replaced.push(order);
      result.changedIds.push(known.id);
    }
  }
  await orders.replaceOrders(tx, replaced, {
    source: setup.source,
    importId: setup.importId,
    scopeId: setup.scopeId,
    now: setup.now,
  });
  await orders.insertMarks(tx, setup.importId, newMarks);
  await insertChanges(tx, statusChanges(pairs, { replaced, setup }), setup.now);
  return result;
}

/** States that the file reports otherwise than they were. */
function statusChanges(
  pairs: readonly { readonly known: orders.KnownOrder }[],
  { replaced, setup }: { readonly replaced: readonly orders.NewOrder[]; readonly setup: ImportSetup },
): Parameters<typeof insertChanges>[1] {
  const before = new Map(pairs.map(({ known }) => [known.id, known.status]));
  return replaced.flatMap(({ id, status }) => {
    const from = before.get(id);
    return from === undefined || from === status
      ? []
      : [
          {
            id: newId(),
            orderId: id,
            from,
            to: status,
            at: setup.now,
            origin: 'import' as const,
            causeId: null,
            reason: null,
            importId: setup.importId,
            actor: { kind: 'source', id: null, name: setup.source },
          },
        ];
  });
}

function mergedOrder(
  { group, who, known }: Placed & { readonly known: orders.KnownOrder },
  lines: readonly StoredLine[],
  metBefore: boolean,
): orders.NewOrder {
  const stated = group.head;
  // Its time is that of its earliest line; rows that are not all of its lines cannot say that it is later.
  const isPart = metBefore || group.rows.length < lines.length;
  const earlier = isPart && known.placedAt < stated.placedAt;
  const head: OrderHead = {
    placedAt: earlier ? known.placedAt : stated.placedAt,
    businessDate: earlier ? known.businessDate : stated.businessDate,
    currency: metBefore ? known.currency : stated.currency,
    status: stated.status ?? known.status,
    region: metBefore ? (known.region ?? stated.region) : (stated.region ?? known.region),
  };
  const facts = placeOrder(head, lines);
  return {
    ...facts,
    id: known.id,
    number: known.number,
    recordId: who?.recordId ?? known.recordId,
    customerId: who?.customerId ?? known.customerId,
    contentHash: contentHashOf(facts, lines),
    lines,
  };
}
