import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Exporting } from '../exporting/service.ts';
import { EXPORT_JOB } from './service.ts';

const ATTEMPTS = 3;
const payload = z.object({ exportId: z.uuid() });

/** Writes one export's file. */
export function exportJob(exporting: Exporting): JobKind<z.output<typeof payload>> {
  return {
    name: EXPORT_JOB,
    payload,
    maxAttempts: ATTEMPTS,
    handle: async ({ exportId }, { context, log, attempt, signal }) => {
      try {
        await exporting.run(context, exportId);
      } catch (error) {
        if (attempt < ATTEMPTS || signal.aborted) {
          throw error;
        }
        log.error({ err: error, exportId }, 'an export is given up; it says so itself');
        await exporting.giveUp(exportId, error);
      }
    },
  };
}
