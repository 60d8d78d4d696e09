import { z } from 'zod';
import type { Customers } from '#customers';
import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { BehaviourEvent, CustomerBehaviour } from './schema.ts';
import * as store from './store.ts';

export interface BehaviourReading {
  ofCustomer(context: Context, customerId: string): Promise<CustomerBehaviour>;
  events(
    context: Context,
    customerId: string,
    page: {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly visitOf?: string | undefined;
    },
  ): Promise<{ items: BehaviourEvent[]; nextCursor: string | null }>;
  /** Throws `analytic_store_unavailable` when it is down, 403 for actors limited to some scopes. */
  traffic(context: Context, days: number): Promise<store.TrafficRow[]>;
}

const TOP = 5;

type Needs = Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'config'>;

/** Reading behaviour; which customers an actor may see is decided by `3-customers`. */
export function createBehaviourReading(kernel: Needs, customers: Pick<Customers, 'profiles'>): BehaviourReading {
  const { db } = kernel.postgres;
  const { timeZone } = kernel.config;
  const whose = async (context: Context, customerId: string): Promise<store.Whose> => {
    requirePermission(context, 'behaviour.read');
    await customers.profiles.requireVisible(context, customerId);
    return { customerId, scopeIds: context.actor.scopeIds };
  };
  return {
    ofCustomer: async (context, customerId) => {
      const asked = await whose(context, customerId);
      const now = kernel.clock.now();
      const [lastSeenAt, visits, kinds, top] = await Promise.all([
        store.lastSeen(db, asked),
        store.countVisits(db, asked, { now, timeZone }),
        store.countKinds(db, asked, now),
        store.topViewed(db, asked, { now, limit: TOP }),
      ]);
      return {
        lastSeenAt: lastSeenAt?.toISOString() ?? null,
        visits,
        kinds,
        topCategories: top.categories,
        topProducts: top.products,
      };
    },
    events: async (context, customerId, { cursor, limit, visitOf }) => {
      const asked = await whose(context, customerId);
      const before = placeOf(cursor);
      const rows = await store.eventsOf(db, asked, { before, limit, visitOf: visitOf ?? null, timeZone });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map((row) => ({ ...row, at: row.at.toISOString() })),
        nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.at.toISOString(), last.id]) : null,
      };
    },
    traffic: async (context, days) => {
      requirePermission(context, 'behaviour.read');
      requireAllScopes(context);
      const zone = zoneOf(timeZone);
      const today = businessDateOf(kernel.clock.now(), zone);
      const from = startOfBusinessDate(addDays(today, 1 - days), zone);
      return store.readTraffic(kernel.olap, { from, timeZone });
    },
  };
}

function requireAllScopes({ actor }: Context): void {
  if (actor.scopeIds !== null) {
    throw new AppError('scope_limited', 403, {
      message: {
        'zh-CN': '访问量按全部数据统计，你的权限限于部分数据范围',
        en: 'Traffic is counted over everything, and your rights are limited to some scopes',
      },
    });
  }
}

function placeOf(cursor: string | undefined): store.Place | null {
  if (cursor === undefined) {
    return null;
  }
  const [at, id] = decodeCursor(cursor) ?? [];
  // A cursor comes from outside, perhaps from another list: what the database would choke on is refused here.
  const place = z.object({ at: z.iso.datetime(), id: z.uuid() }).safeParse({ at, id });
  if (!place.success) {
    throw invalidInput([
      {
        field: 'cursor',
        code: 'cursor_invalid',
        message: { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' },
      },
    ]);
  }
  return place.data;
}
