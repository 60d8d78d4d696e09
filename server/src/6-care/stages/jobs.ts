import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { FOLLOW_JOB, type Following } from './service.ts';

const payload = z.object({});

/** Who has moved, in the worker; what broke off goes on where it was. */
export function followingJob(following: Pick<Following, 'run'>): JobKind<z.output<typeof payload>> {
  return {
    name: FOLLOW_JOB,
    payload,
    handle: async (_, { context }) => {
      await following.run(context);
    },
  };
}
