import { z } from 'zod';
import type { TimerKind } from '#kernel/timers/timers.ts';
import type { Calendars } from './service.ts';

const DAY_MS = 86_400_000;

/** Each day: a newer version of the platform may bring the public days of another year. */
export function adoptPublicDaysTimer(calendars: Pick<Calendars, 'adopt'>): TimerKind {
  return {
    name: 'work.adopt_public_days',
    payload: z.object({}),
    every: (after) => new Date(after.getTime() + DAY_MS),
    fire: async (_payload, { tx }) => {
      await calendars.adopt(tx);
    },
  };
}
