import { z } from 'zod';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { deleteEndedDeliveries } from './store.ts';

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;
const AT_ONCE = 20_000;

/** Forgets old messages, some every minute, so that no run of it is long. */
export function forgetDeliveriesTimer(keepDays: () => Promise<number>): TimerKind {
  return {
    name: 'intake.forget_webhook_deliveries',
    payload: z.object({}),
    every: (after) => new Date(after.getTime() + MINUTE_MS),
    fire: async (_payload, { tx, dueAt }) => {
      const before = new Date(dueAt.getTime() - (await keepDays()) * DAY_MS);
      await deleteEndedDeliveries(tx, before, AT_ONCE);
    },
  };
}
