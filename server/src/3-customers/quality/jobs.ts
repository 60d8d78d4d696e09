import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { QUALITY_JOB, type Quality } from './service.ts';

const payload = z.object({});

/** Working scores out for everybody, in the worker. */
export function qualityJobs(quality: Pick<Quality, 'work'>): JobKind<z.output<typeof payload>>[] {
  return [{ name: QUALITY_JOB, payload, handle: (_payload, { context, signal }) => quality.work(context, { signal }) }];
}
