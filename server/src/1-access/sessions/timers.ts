import { z } from 'zod';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { SESSION_IDLE_MINUTES, SIGN_IN_FORGET_MINUTES } from '../settings/access-settings.ts';
import type { Settings } from '../settings/service.ts';
import { deleteOldFailures } from '../sign-in-guard/store.ts';
import { deleteEndedSessions } from './store.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Daily duty that removes sessions that ended and failures that no longer count. */
export function sessionSweepTimer(settings: Settings): TimerKind<Record<string, never>> {
  return {
    name: 'access.sweep_sessions',
    payload: z.object({}),
    every: (after) => new Date(after.getTime() + DAY_MS),
    fire: async (_payload, { tx, dueAt }) => {
      const idleMinutes = await settings.value<number>(SESSION_IDLE_MINUTES, tx);
      const forgetMinutes = await settings.value<number>(SIGN_IN_FORGET_MINUTES, tx);
      await deleteEndedSessions(tx, { now: dueAt, idleSince: new Date(dueAt.getTime() - idleMinutes * MINUTE_MS) });
      await deleteOldFailures(tx, new Date(dueAt.getTime() - forgetMinutes * MINUTE_MS));
    },
  };
}
