import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel } from '#kernel/module.ts';
import { type Erasing, FINISH_JOB, FINISH_TIMER } from './service.ts';

const payload = z.object({ erasureId: z.uuid() });
/** The analytic store is a few seconds behind; imports take longer, and are asked about again. */
const AGAIN_MS = 30_000;

/** What follows an erasure, outside of its transaction: files, mentions, the analytic store. */
export function erasureJobs(
  kernel: Pick<Kernel, 'clock' | 'timers' | 'transaction'>,
  erasing: Pick<Erasing, 'finish'>,
): JobKind<z.output<typeof payload>>[] {
  return [
    {
      name: FINISH_JOB,
      payload,
      handle: async ({ erasureId }, { context }) => {
        if (!(await erasing.finish(context, erasureId))) {
          const dueAt = new Date(kernel.clock.now().getTime() + AGAIN_MS);
          await kernel.transaction(context, (tx) =>
            kernel.timers.schedule(tx, context, { kind: FINISH_TIMER, key: erasureId, dueAt, payload: { erasureId } }),
          );
        }
      },
    },
  ];
}
