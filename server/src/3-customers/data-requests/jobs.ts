import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { type DataRequests, DELETE_JOB } from './service.ts';

const payload = z.object({ requestId: z.uuid() });

/** Deletions that a second person agreed to. */
export function dataRequestJobs(requests: Pick<DataRequests, 'carryOut'>): JobKind<z.output<typeof payload>>[] {
  return [{ name: DELETE_JOB, payload, handle: ({ requestId }, { context }) => requests.carryOut(context, requestId) }];
}
