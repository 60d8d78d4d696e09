import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { RUN_JOB, UNDO_JOB } from '../queueing/service.ts';
import type { Running } from '../running/service.ts';
import type { Undoing } from '../undoing/service.ts';

/** Some four minutes; then a person has to look, and finds the import failed with the reason. */
const ATTEMPTS = 6;

const payload = z.object({ importId: z.uuid() });

interface Work {
  run(context: Run['context'], importId: string, options: { signal: AbortSignal; wait: boolean }): Promise<unknown>;
  giveUp(context: Run['context'], importId: string, error: unknown): Promise<void>;
}

type Run = Parameters<JobKind['handle']>[1];

/** Running and undoing an import in the worker; both go on from their checkpoint when they are started again. */
export function importJobs(running: Running, undoing: Undoing): JobKind[] {
  return [jobOf(RUN_JOB, running), jobOf(UNDO_JOB, undoing)];
}

function jobOf(name: string, work: Work): JobKind<z.output<typeof payload>> {
  return {
    name,
    payload,
    maxAttempts: ATTEMPTS,
    handle: async ({ importId }, { context, log, attempt, signal }) => {
      try {
        await work.run(context, importId, { signal, wait: true });
      } catch (error) {
        // A process that is told to stop has not failed: the next one goes on.
        if (attempt < ATTEMPTS || signal.aborted) {
          throw error;
        }
        log.error({ err: error, importId }, 'an import is given up; it says so itself and can be resumed');
        await work.giveUp(context, importId, error);
      }
    },
  };
}
