import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import * as imports from '../imports/store.ts';
import * as store from './store.ts';

const HOUR_MS = 3_600_000;
const KEPT_HOURS = 24;

/** Every hour: removes files that nobody imported within a day, and dry runs of the day before. */
export function uploadTimers({ files, log, clock }: Pick<Kernel, 'files' | 'log' | 'clock'>): TimerKind[] {
  const expiry: TimerKind<Record<string, never>> = {
    name: 'intake.remove_unused_files',
    payload: z.object({}),
    every: (after) => new Date(after.getTime() + HOUR_MS),
    fire: async (_payload, { tx }) => {
      const before = new Date(clock.now().getTime() - KEPT_HOURS * HOUR_MS);
      const candidates = [...(await store.deleteUploads(tx, before)), ...(await imports.deleteDryRuns(tx, before))];
      for (const id of await imports.unneededFiles(tx, candidates)) {
        // Should the transaction fail after this, the rows lead to no file: looking at it says that it is gone.
        await files.remove(id);
      }
      log.info({ count: candidates.length }, 'unused uploads are removed');
    },
  };
  return [expiry as TimerKind];
}
