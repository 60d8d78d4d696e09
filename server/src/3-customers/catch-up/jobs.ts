import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { type CatchUp, FILL_JOB } from './service.ts';

/** Filling in what an upgrade left, in the worker. */
export function catchUpJobs(catchUp: CatchUp): JobKind[] {
  return [
    {
      name: FILL_JOB,
      payload: z.object({}),
      handle: (_, { context, signal }) => catchUp.run(context, { signal }),
    },
  ];
}
