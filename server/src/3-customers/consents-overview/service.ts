import { type Context, requirePermission } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import type { ConsentCount, ConsentText } from './schema.ts';
import * as store from './store.ts';
import { youngestAdult } from './youngest-adult.ts';

export interface ConsentsOverview {
  texts(context: Context, purpose: string): Promise<{ items: ConsentText[] }>;
  counts(context: Context): Promise<{ asOf: string; customers: number; items: ConsentCount[] }>;
}

const MANAGE = 'consents.manage';

/** What whoever answers for consent looks at. */
export function createConsentsOverview(kernel: Pick<Kernel, 'postgres' | 'clock' | 'config'>): ConsentsOverview {
  const zone = zoneOf(kernel.config.timeZone);
  const { db } = kernel.postgres;
  return {
    texts: async (context, purpose) => {
      requirePermission(context, MANAGE);
      if (!(await store.hasPurpose(db, purpose))) {
        throw notFound({ 'zh-CN': '授权目的', en: 'purpose' }, purpose);
      }
      const rows = await store.selectVersions(db, purpose);
      const newest = new Map<string, number>();
      for (const { language, version } of rows) {
        newest.set(language, Math.max(version, newest.get(language) ?? 0));
      }
      return {
        items: rows.map((row) => ({
          ...row,
          createdAt: row.createdAt.toISOString(),
          isInForce: newest.get(row.language) === row.version,
        })),
      };
    },
    counts: async (context) => {
      requirePermission(context, MANAGE);
      const { scopeIds } = context.actor;
      const now = kernel.clock.now();
      const bornUntil = youngestAdult(businessDateOf(now, zone));
      return {
        asOf: now.toISOString(),
        customers: await store.countCustomers(db, scopeIds),
        items: [...(await store.countStates(db, { scopeIds, now, bornUntil }))],
      };
    },
  };
}
