import { type Context, requirePermission } from '#kernel/context.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import { maskIdentifier } from '../identity/mask-identifier.ts';
import type { Profiles } from '../profile/service.ts';
import type { ReassignedPhone } from './schema.ts';
import * as store from './store.ts';

export interface ReassignedPhones {
  list(
    context: Context,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: ReassignedPhone[]; nextCursor: string | null }>;
}

/** The numbers that intake took for somebody else's by now, with both sides, so that staff can judge. */
export function createReassignedPhones(
  kernel: Pick<Kernel, 'postgres'>,
  profiles: Pick<Profiles, 'visibleAmong' | 'names'>,
): ReassignedPhones {
  return {
    list: async (context, { cursor, limit }) => {
      requirePermission(context, 'customers.merge');
      const rows = await store.selectReassigned(kernel.postgres.db, {
        scopeIds: context.actor.scopeIds,
        before: cursor === undefined ? null : readIdCursor(cursor),
        limit: limit + 1,
      });
      const shown = rows.slice(0, limit);
      const holders = await profiles.visibleAmong(context, [...new Set(shown.flatMap((row) => row.holderIds))]);
      const visible = new Set(holders);
      const names = await profiles.names([...new Set([...holders, ...shown.map((row) => row.customerId)])]);
      const who = (id: string) => ({ id, name: names.get(id)?.name ?? null });
      const last = shown.at(-1);
      return {
        items: shown.map((row) => ({
          recordId: row.recordId,
          phone: maskIdentifier({ kind: 'phone', value: row.value }),
          customer: who(row.customerId),
          holders: row.holderIds.filter((id) => visible.has(id)).map(who),
          withheldAt: row.withheldAt.toISOString(),
        })),
        nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.recordId]) : null,
      };
    },
  };
}
