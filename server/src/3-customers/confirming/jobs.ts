import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { CONFIRM_JOB, type Confirming } from './service.ts';

const payload = z.object({});

/** Making the tasks of the day, in the worker. */
export function confirmingJobs(confirming: Pick<Confirming, 'run'>): JobKind<z.output<typeof payload>>[] {
  return [
    {
      name: CONFIRM_JOB,
      payload,
      handle: async (_payload, { context }) => {
        await confirming.run(context);
      },
    },
  ];
}
