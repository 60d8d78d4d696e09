import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { CLUSTER_JOB, type Clusterings } from './service.ts';

const payload = z.object({ id: z.uuid() });

/** Grouping customers, in the worker; one that broke off begins anew and comes to the same. */
export function clusterJobs(clusterings: Clusterings): JobKind<z.output<typeof payload>>[] {
  return [{ name: CLUSTER_JOB, payload, handle: ({ id }, { context }) => clusterings.run(context, id) }];
}
