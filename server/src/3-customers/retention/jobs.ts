import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { RETENTION_JOB, type Retention } from './service.ts';

const payload = z.object({});

/** The work of one day. */
export function retentionJobs(retention: Pick<Retention, 'run'>): JobKind<z.output<typeof payload>>[] {
  return [
    { name: RETENTION_JOB, payload, handle: (_payload, { context, signal }) => retention.run(context, { signal }) },
  ];
}
