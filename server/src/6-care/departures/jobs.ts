import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { HAND_OVER_JOB, type Handing } from '../handovers/service.ts';

const payload = z.object({});

/** Customers of who leaves, in the worker; what broke off goes on where it was. */
export function handOverJob(handing: Pick<Handing, 'run'>): JobKind<z.output<typeof payload>> {
  return {
    name: HAND_OVER_JOB,
    payload,
    handle: async (_, { context }) => {
      await handing.run(context);
    },
  };
}
