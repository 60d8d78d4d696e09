import { z } from 'zod';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { LOOKS_KEPT_DAYS } from '../settings/lookup-settings.ts';
import type { Settings } from '../settings/service.ts';
import { deleteLooks } from './store.ts';

const DAY_MS = 86_400_000;

/** Daily: looks that are older than they are kept. */
export function forgetLooksTimer(settings: Settings): TimerKind<Record<string, never>> {
  return {
    name: 'access.forget_looks',
    payload: z.object({}),
    every: (after) => new Date(after.getTime() + DAY_MS),
    fire: async (_payload, { tx, dueAt }) => {
      const days = await settings.value<number>(LOOKS_KEPT_DAYS, tx);
      await deleteLooks(tx, new Date(dueAt.getTime() - days * DAY_MS));
    },
  };
}
