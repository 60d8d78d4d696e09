import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { CONFIRM_JOB } from './service.ts';

const DAY_MS = 86_400_000;

/** Once a day the worker looks whose data are due to be confirmed. */
export function confirmTimer(kernel: Pick<Kernel, 'jobs'>): TimerKind<Record<string, never>> {
  return {
    name: 'customers.confirm_daily',
    payload: z.object({}),
    every: (after) => new Date(after.getTime() + DAY_MS),
    fire: async (_payload, { tx, context }) => {
      await kernel.jobs.add(tx, context, CONFIRM_JOB, {}, { key: CONFIRM_JOB, queue: CONFIRM_JOB });
    },
  };
}
