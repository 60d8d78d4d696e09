import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { REFRESH_JOB } from '../membership/service.ts';
import type { Refreshing } from './service.ts';

const payload = z.object({ segmentIds: z.array(z.uuid()).nullable() });

/** Working out who is in segments, in the worker. */
export function refreshJobs(refreshing: Refreshing): JobKind<z.output<typeof payload>>[] {
  return [
    {
      name: REFRESH_JOB,
      payload,
      handle: async ({ segmentIds }, { context, signal }) => {
        await refreshing.refresh(context, segmentIds, { signal });
      },
    },
  ];
}
