import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';

/** The timer of a price change that begins later; its key is the change. */
export const PRICE_BEGINS = 'commerce.price_begins';

/** Tells the log when a price begins to hold. The price itself needs no timer: it is read by the clock. */
export function priceTimers(kernel: Pick<Kernel, 'events'>): TimerKind[] {
  const begins: TimerKind<{ productId: string }> = {
    name: PRICE_BEGINS,
    payload: z.object({ productId: z.uuid() }),
    fire: async ({ productId }, { tx, context }) => {
      await kernel.events.append(tx, context, [{ type: 'commerce.price_changed', data: { productIds: [productId] } }]);
    },
  };
  return [begins];
}
