import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { COMPUTE_JOB } from '../values/service.ts';
import type { Computing } from './service.ts';

const payload = z.object({ kind: z.string() });

/** Computing scores, in the worker; one that broke off begins anew, what was done with the same facts is not repeated. */
export function scoreJobs(computing: Computing): JobKind<z.output<typeof payload>>[] {
  return [
    {
      name: COMPUTE_JOB,
      payload,
      handle: async ({ kind }, { context }) => {
        await computing.compute(kind, undefined, context.actor);
      },
    },
  ];
}
