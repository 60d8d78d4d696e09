import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel } from '#kernel/module.ts';
import { SEAL_JOB } from '../sealing/service.ts';
import type { Resealing } from './service.ts';
import { SEAL_TIMER } from './timers.ts';

/** The analytic store is a few seconds behind. */
const AGAIN_MS = 30_000;

/** Writing values anew as their levels want, in the worker. */
export function resealingJobs(
  kernel: Pick<Kernel, 'clock' | 'timers' | 'transaction'>,
  resealing: Pick<Resealing, 'run'>,
): JobKind[] {
  return [
    {
      name: SEAL_JOB,
      payload: z.object({}),
      handle: async (_, { context, signal }) => {
        if (!(await resealing.run(context, { signal }))) {
          const dueAt = new Date(kernel.clock.now().getTime() + AGAIN_MS);
          await kernel.transaction(context, (tx) =>
            kernel.timers.schedule(tx, context, { kind: SEAL_TIMER, key: SEAL_JOB, dueAt, payload: {} }),
          );
        }
      },
    },
  ];
}
