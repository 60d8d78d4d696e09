import { type Context, requirePermission, systemContext } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { OrderDates, ProspectCounts } from './store.ts';
import * as store from './store.ts';

export interface Prospects {
  counts(context: Context): Promise<ProspectCounts>;
  /**
   * Says when customers bought first (null: never) and, if known, last. Whoever owns the orders calls it, in the
   * transaction of a log reader, for every customer whose orders came, went, were merged or were parted.
   */
  setFirstOrders(tx: Tx, rows: readonly OrderDates[]): Promise<void>;
}

/** Who never bought is a prospect; the first order makes a customer of them, and its loss a prospect again. */
export function createProspects(kernel: Pick<Kernel, 'postgres' | 'events'>): Prospects {
  return {
    counts: async (context) => {
      requirePermission(context, 'customers.read');
      return store.countProspects(kernel.postgres.db, context.actor.scopeIds);
    },
    setFirstOrders: async (tx, rows) => {
      if (rows.length === 0) {
        return;
      }
      const changed = await store.setOrderDates(tx, rows);
      await kernel.events.append(
        tx,
        systemContext('prospects'),
        changed.map(({ customerId, bought }) => ({
          type: bought ? 'customers.prospect_converted' : 'customers.conversion_undone',
          customerId,
          data: {},
        })),
      );
    },
  };
}
