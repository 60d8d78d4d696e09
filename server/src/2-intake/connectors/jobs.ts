import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { PULL_JOB, type Pulling } from './pulling/service.ts';

const payload = z.object({ connectorId: z.uuid() });

/** Pulling, in the worker: each page is kept before the next is asked for, so a stop loses nothing. */
export function connectorJobs(pulling: Pulling): JobKind[] {
  const job: JobKind<z.output<typeof payload>> = {
    name: PULL_JOB,
    payload,
    handle: ({ connectorId }, { context, signal }) => pulling.run(context, connectorId, { signal }),
  };
  return [job];
}
