import { z } from 'zod';
import { type Belonging, type Customers, type FactOwner, GOES_WITH_RECORD } from '#customers';
import { type Context, requirePermission } from '#kernel/context.ts';
import { invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import type { Shops } from '../shops/service.ts';
import type { ListedOrder, listOrders, Order, OrderTotals, Spend } from './schema.ts';
import { spendOf } from './spend.ts';
import * as store from './store.ts';

export interface Orders {
  ofCustomer(
    context: Context,
    customerId: string,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: Order[]; nextCursor: string | null; totals: OrderTotals[] }>;
  /** Spend by month per currency, the currency with most first. */
  spend(context: Context, customerId: string): Promise<Spend[]>;
  /** All orders that the actor may see. */
  list(
    context: Context,
    query: z.output<(typeof listOrders)['query']>,
  ): Promise<{ items: ListedOrder[]; nextCursor: string | null }>;
  summaries(context: Context, customerIds: readonly string[]): Promise<{ customerId: string; totals: OrderTotals[] }[]>;
}

interface OrderReading {
  readonly customers: Pick<Customers, 'profiles'>;
  readonly shops: Pick<Shops, 'bySource' | 'sourcesOf'>;
}

/** Reading orders; which customers an actor may see is decided by `3-customers`. */
export function createOrders(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'config'>,
  { customers, shops }: OrderReading,
): Orders {
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
    spend: async (context, customerId) => {
      requirePermission(context, 'orders.read');
      await customers.profiles.requireVisible(context, customerId);
      const today = businessDateOf(kernel.clock.now(), zoneOf(kernel.config.timeZone));
      return spendOf(await store.spendDays(db, customerId, context.actor.scopeIds), today);
    },
    list: (context, query) => listAll(kernel, { customers, shops }, context, query),
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

async function listAll(
  kernel: Pick<Kernel, 'postgres'>,
  { customers, shops }: OrderReading,
  context: Context,
  query: z.output<(typeof listOrders)['query']>,
): Promise<{ items: ListedOrder[]; nextCursor: string | null }> {
  requirePermission(context, 'orders.read');
  const { cursor, limit, status, shopId, channel, source, from, to, number } = query;
  const rows = await store.listOrders(kernel.postgres.db, {
    before: positionOf(cursor),
    limit,
    scopeIds: context.actor.scopeIds,
    statuses: status ?? null,
    sources: source === undefined ? await shops.sourcesOf({ shopId, channel }) : [source],
    from: from ?? null,
    to: to ?? null,
    number: number ?? null,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const visible = await customers.profiles.visibleAmong(context, [
    ...new Set(page.flatMap(({ customerId }) => customerId ?? [])),
  ]);
  const names = await customers.profiles.names(visible);
  const shopOf = await shops.bySource();
  const isVisible = new Set(visible);
  return {
    items: page.map((row) => ({
      ...present(row),
      customerId: row.customerId !== null && isVisible.has(row.customerId) ? row.customerId : null,
      customerName: names.get(row.customerId ?? '')?.name ?? names.get(row.customerId ?? '')?.account ?? null,
      shop: shopOf.get(row.source) ?? null,
    })),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.placedAt.toISOString(), last.id]) : null,
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
    lastFacts: (tx, recordIds) => store.lastFacts(tx, recordIds),
  };
}

/** What merging customers does to orders. */
export const ORDER_BELONGINGS: readonly Belonging[] = [
  {
    name: 'commerce.orders',
    label: { 'zh-CN': '订单', en: 'Orders' },
    owner: 'commerce.orders',
    ...GOES_WITH_RECORD,
    count: store.countByRecord,
    moments: store.momentsOf,
  },
  {
    name: 'commerce.returns',
    label: { 'zh-CN': '退换货、付款与发货', en: 'Returns, payments, shipments' },
    owner: 'commerce.orders',
    merging: { 'zh-CN': '跟随所属订单', en: 'Go with their order' },
    unmerging: { 'zh-CN': '跟随所属订单', en: 'Go with their order' },
  },
  {
    name: 'commerce.recipients',
    label: { 'zh-CN': '为家人购买的标记', en: 'For whom something was bought' },
    owner: 'commerce.orders',
    merging: {
      'zh-CN': '跟随所属订单与家庭成员',
      en: 'Go with their order and the member of the household',
    },
    unmerging: {
      'zh-CN': '跟随所属订单与家庭成员',
      en: 'Go with their order and the member of the household',
    },
  },
];

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
