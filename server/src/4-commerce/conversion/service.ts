import { z } from 'zod';
import type { Tx } from '#kernel/db/postgres.ts';
import type { EventReader, StoredEvent } from '#kernel/events/log.ts';
import * as store from './store.ts';

/** Who is told when somebody became a customer, or is a prospect again: `customers.prospects`. */
export interface Prospects {
  setFirstOrders(tx: Tx, rows: readonly store.OrderDates[]): Promise<void>;
}

const range = z.object({ firstId: z.uuid(), lastId: z.uuid() });
const list = z.object({ orderIds: z.array(z.uuid()) });

/** An import's event stands for thousands of orders. */
const BATCH_SIZE = 20;
const BATCH_TIMEOUT_SECONDS = 300;

/**
 * Follows orders as they come, change and go, so that the first one turns a prospect into a customer. A merge needs
 * no hearing of its own: it moves orders, which is a change of them.
 */
export function conversionReader(prospects: Prospects): EventReader {
  return {
    name: 'commerce.conversion',
    types: ['commerce.orders_imported', 'commerce.orders_changed', 'commerce.orders_removed'],
    batchSize: BATCH_SIZE,
    timeoutSeconds: BATCH_TIMEOUT_SECONDS,
    handle: async (events, tx) => {
      const { fresh, orderIds, ranges } = sort(events);
      const widened = await store.widenDates(tx, fresh);
      const touched = await store.touchedCustomers(tx, { orderIds, ranges });
      const recomputed = await store.recomputeDates(tx, touched);
      // What was worked out anew is the newer word.
      await prospects.setFirstOrders(tx, [
        ...new Map([...widened, ...recomputed].map((row) => [row.customerId, row])).values(),
      ]);
    },
  };
}

interface Sorted {
  readonly fresh: readonly z.output<typeof range>[];
  readonly orderIds: readonly string[];
  readonly ranges: readonly z.output<typeof range>[];
}

function sort(events: readonly StoredEvent[]): Sorted {
  const fresh: z.output<typeof range>[] = [];
  const ranges: z.output<typeof range>[] = [];
  const orderIds = new Set<string>();
  for (const { type, data } of events) {
    const named = list.safeParse(data);
    if (type === 'commerce.orders_imported') {
      fresh.push(range.parse(data));
    } else if (named.success) {
      named.data.orderIds.forEach((id) => orderIds.add(id));
    } else {
      ranges.push(range.parse(data));
    }
  }
  return { fresh, orderIds: [...orderIds], ranges };
}
