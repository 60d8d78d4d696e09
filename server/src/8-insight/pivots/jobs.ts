import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { type Pivots, RUN_JOB } from './service.ts';

const payload = z.object({ pivotId: z.uuid(), dueAt: z.iso.datetime() });

/** Asks for the file of a pivot whose time has come. */
export function pivotJob(pivots: Pick<Pivots, 'run'>): JobKind<z.output<typeof payload>> {
  return {
    name: RUN_JOB,
    payload,
    handle: ({ pivotId, dueAt }, { context }) => pivots.run(context, { pivotId, dueAt: new Date(dueAt) }),
  };
}
