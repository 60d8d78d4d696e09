import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { SEAL_JOB } from '../sealing/service.ts';

/** Tries again what had to wait for the analytic store. */
export const SEAL_TIMER = 'customers.seal_values_again';

export function resealingTimer({ jobs }: Pick<Kernel, 'jobs'>): TimerKind {
  return {
    name: SEAL_TIMER,
    payload: z.object({}),
    fire: (_payload, { tx, context }) => jobs.add(tx, context, SEAL_JOB, {}, { key: SEAL_JOB }),
  };
}
