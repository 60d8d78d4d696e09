import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { REMOVE_JOB, type Sources } from './service.ts';

const payload = z.object({ removalId: z.uuid() });

/** Removing what a source said, in the worker. */
export function sourceJobs(sources: Pick<Sources, 'run'>): JobKind<z.output<typeof payload>>[] {
  return [
    {
      name: REMOVE_JOB,
      payload,
      handle: ({ removalId }, { context, signal }) => sources.run(context, removalId, { signal }),
    },
  ];
}
