import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { type Reviews, SCAN_JOB } from './service.ts';

const payload = z.object({});

/** Looking for duplicates, in the worker. */
export function reviewJobs(reviews: Pick<Reviews, 'scan'>): JobKind<z.output<typeof payload>>[] {
  return [
    {
      name: SCAN_JOB,
      payload,
      handle: async (_payload, { context, signal }) => {
        await reviews.scan(context, { signal });
      },
    },
  ];
}
