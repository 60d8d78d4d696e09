import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { FINISH_JOB, FINISH_TIMER } from './service.ts';

const payload = z.object({ erasureId: z.uuid() });

/** Tries again what could not be finished. */
export function erasureRetryTimer({ jobs }: Pick<Kernel, 'jobs'>): TimerKind<z.output<typeof payload>> {
  return {
    name: FINISH_TIMER,
    payload,
    fire: ({ erasureId }, { tx, context }) => jobs.add(tx, context, FINISH_JOB, { erasureId }),
  };
}
