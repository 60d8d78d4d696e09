import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { REPORT_JOB, type Reports } from './service.ts';

const payload = z.object({ week: z.iso.date() });

/** Makes the report of a week whose time has come. While the analytic store is behind the job waits and tries again. */
export function reportJob(reports: Reports): JobKind<z.output<typeof payload>> {
  return {
    name: REPORT_JOB,
    payload,
    handle: ({ week }, { context }) => reports.makeDue(context, week),
  };
}
