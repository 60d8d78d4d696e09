import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Running } from '../running/service.ts';
import type { Undoing } from '../undoing/service.ts';

export const RUN_JOB = 'intake.run_import';
export const UNDO_JOB = 'intake.undo_import';

const payload = z.object({ importId: z.uuid() });

/** Running and undoing an import in the worker; both go on from their checkpoint when they are started again. */
export function importJobs(running: Running, undoing: Undoing): JobKind[] {
  return [
    {
      name: RUN_JOB,
      payload,
      handle: ({ importId }, { context, signal }) => running.run(context, importId, { signal }),
    },
    { name: UNDO_JOB, payload, handle: ({ importId }, { context }) => undoing.run(context, importId) },
  ];
}
