import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { type MatchRuns, RUN_JOB } from './service.ts';

const payload = z.object({});

/** The matching over all customers, in the worker. */
export function matchRunJobs(runs: Pick<MatchRuns, 'run'>): JobKind<z.output<typeof payload>>[] {
  return [
    {
      name: RUN_JOB,
      payload,
      handle: async (_payload, { context, signal }) => {
        try {
          await runs.run(context, { signal });
        } catch (error) {
          // Another process is at it, or there is nothing to learn from: no reason to try again.
          if (!(error instanceof AppError && error.status === 409)) {
            throw error;
          }
        }
      },
    },
  ];
}
