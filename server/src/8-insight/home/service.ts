import type { z } from 'zod';
import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Freshness } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import type { getHome } from './schema.ts';
import * as store from './store.ts';

export type HomePage = z.output<(typeof getHome)['response']>;

export interface HomeSources {
  readonly freshness: () => Promise<Freshness>;
  readonly countCustomers: (context: Context) => Promise<number>;
  readonly countImports: () => Promise<number>;
}

/** The numbers of the first page. Population-wide: for actors without a scope limit. */
export function createHome(kernel: Pick<Kernel, 'olap'>, sources: HomeSources) {
  return {
    read: async (context: Context): Promise<HomePage> => {
      requirePermission(context, 'insight.read');
      if (context.actor.scopeIds !== null) {
        throw new AppError('scope_limited', 403, {
          message: {
            'zh-CN': '这些数字涵盖所有范围，而你的权限只限于部分范围',
            en: 'These numbers cover every scope; yours are limited to some',
          },
        });
      }
      const [freshness, customers, importsRunning, facts] = await Promise.all([
        sources.freshness(),
        sources.countCustomers(context),
        sources.countImports(),
        readFacts(kernel),
      ]);
      return {
        ...facts,
        customers,
        importsRunning,
        freshness: {
          upTo: freshness.upTo?.toISOString() ?? null,
          secondsBehind: freshness.secondsBehind,
          stale: freshness.stale,
        },
      };
    },
  };
}

type Facts = Pick<HomePage, 'buyers' | 'orders' | 'revenue' | 'months' | 'newestOrderAt'>;

async function readFacts({ olap }: Pick<Kernel, 'olap'>): Promise<Facts> {
  const totals = await store.readTotals(olap);
  const currency = totals[0]?.currency;
  if (currency === undefined) {
    return { buyers: 0, orders: 0, revenue: [], months: [], newestOrderAt: null };
  }
  const [buyers, months] = await Promise.all([store.countBuyers(olap), store.readMonths(olap, currency)]);
  const newest = Math.max(...totals.map((row) => Number(row.newest)));
  return {
    buyers,
    orders: totals.reduce((sum, row) => sum + Number(row.orders), 0),
    revenue: totals.map((row) => ({ currency: row.currency, minor: Number(row.revenueMinor) })),
    months: months.map((row) => ({
      month: row.month,
      orders: Number(row.orders),
      buyers: Number(row.buyers),
      newBuyers: Number(row.newBuyers),
      currency,
      revenueMinor: Number(row.revenueMinor),
    })),
    newestOrderAt: new Date(newest).toISOString(),
  };
}
