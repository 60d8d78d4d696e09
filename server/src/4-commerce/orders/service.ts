import { z } from 'zod';
import type { Customers, FactOwner } from '#customers';
import { type Context, requirePermission } from '#kernel/context.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import type { Order, OrderTotals, orderLineSchema } from './schema.ts';
import * as store from './store.ts';

export interface Orders {
  ofCustomer(
    context: Context,
    customerId: string,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: Order[]; nextCursor: string | null; totals: OrderTotals[] }>;
  get(context: Context, id: string): Promise<Order & { lines: z.output<typeof orderLineSchema>[] }>;
  summaries(context: Context, customerIds: readonly string[]): Promise<{ customerId: string; totals: OrderTotals[] }[]>;
}

/** Reading orders; which customers an actor may see is decided by `3-customers`. */
export function createOrders(kernel: Pick<Kernel, 'postgres'>, customers: Pick<Customers, 'profiles'>): Orders {
  const { db } = kernel.postgres;
  return {
    ofCustomer: async (context, customerId, { cursor, limit }) => {
      requirePermission(context, 'orders.read');
      await customers.profiles.requireVisible(context, customerId);
      const { scopeIds } = context.actor;
      const rows = await store.ordersOfCustomer(db, customerId, { before: positionOf(cursor), limit, scopeIds });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map(present),
        nextCursor:
          rows.length > limit && last !== undefined ? encodeCursor([last.placedAt.toISOString(), last.id]) : null,
        totals: (await store.totalsOf(db, [customerId], scopeIds)).map(presentTotals),
      };
    },
    get: async (context, id) => {
      requirePermission(context, 'orders.read');
      const row = await store.findOrder(db, id, context.actor.scopeIds);
      if (row === undefined) {
        throw notFound({ 'zh-CN': '订单', en: 'order' }, id);
      }
      const lines = (await store.linesOf(db, [id])).get(id) ?? [];
      return { ...present(row), lines };
    },
    summaries: async (context, customerIds) => {
      requirePermission(context, 'orders.read');
      const visible = await customers.profiles.visibleAmong(context, customerIds);
      const rows = await store.totalsOf(db, visible, context.actor.scopeIds);
      const totals = Map.groupBy(rows, (row) => row.customerId);
      return visible.map((customerId) => ({
        customerId,
        totals: (totals.get(customerId) ?? []).map(presentTotals),
      }));
    },
  };
}

/** What `3-customers` needs to know about orders. */
export function orderFacts(kernel: Pick<Kernel, 'events'>): FactOwner {
  return {
    name: 'commerce.orders',
    reassign: async (tx, context, records) => {
      const orderIds = await store.reassignOrders(tx, records);
      if (orderIds.length > 0) {
        await kernel.events.append(tx, context, [{ type: 'commerce.orders_changed', data: { orderIds } }]);
      }
    },
    usedRecords: (tx, recordIds) => store.usedRecords(tx, recordIds),
  };
}

function positionOf(cursor: string | undefined): { placedAt: string; id: string } | null {
  if (cursor === undefined) {
    return null;
  }
  const [placedAt, id] = decodeCursor(cursor) ?? [];
  if (!isPosition({ placedAt, id })) {
    throw invalidInput([
      {
        field: 'cursor',
        code: 'cursor_invalid',
        message: { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' },
      },
    ]);
  }
  return { placedAt: String(placedAt), id: String(id) };
}

/** A cursor comes from outside, perhaps from another list: what the database would choke on is refused here. */
function isPosition(position: { readonly placedAt: unknown; readonly id: unknown }): boolean {
  return z.iso.datetime().safeParse(position.placedAt).success && z.uuid().safeParse(position.id).success;
}

function present(row: store.OrderRow): Order {
  return { ...row, placedAt: row.placedAt.toISOString() };
}

function presentTotals(row: store.TotalsRow): OrderTotals {
  return {
    ...row,
    firstOrderAt: row.firstOrderAt?.toISOString() ?? null,
    lastOrderAt: row.lastOrderAt?.toISOString() ?? null,
  };
}
