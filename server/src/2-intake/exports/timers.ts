import { z } from 'zod';
import type { Files } from '#kernel/files/files.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { expireExports } from './store.ts';

const EVERY_MS = 10 * 60_000;
const AT_ONCE = 100;

/** Removes files whose time is over. A crash after the removal leaves a row that is expired the next time. */
export function expireExportsTimer(files: Files): TimerKind {
  return {
    name: 'intake.expire_exports',
    payload: z.object({}),
    every: (after) => new Date(after.getTime() + EVERY_MS),
    fire: async (_payload, { tx, dueAt }) => {
      for (const fileId of await expireExports(tx, dueAt, AT_ONCE)) {
        await files.remove(fileId);
      }
    },
  };
}
