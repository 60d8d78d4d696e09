import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { SCORE_KINDS } from '../kinds.ts';
import { askFor } from '../values/service.ts';

const HOUR_MS = 3_600_000;
/** Hours after the day has begun: most facts of the day before are in, and segments that ask for scores come later. */
const DAILY_AT_HOURS = 2;

/** Every score anew once a day. */
export function scoreTimers(kernel: Pick<Kernel, 'config' | 'jobs'>): TimerKind[] {
  const zone = zoneOf(kernel.config.timeZone);
  return [
    {
      name: 'segments.compute_scores_daily',
      payload: z.object({}),
      every: (after) => {
        const at = (date: string): Date =>
          new Date(startOfBusinessDate(date, zone).getTime() + DAILY_AT_HOURS * HOUR_MS);
        const today = at(businessDateOf(after, zone));
        return today > after ? today : at(addDays(businessDateOf(after, zone), 1));
      },
      fire: async (_, { tx, context }) => {
        for (const { name } of SCORE_KINDS) {
          await askFor(kernel, tx, context, name);
        }
      },
    },
  ];
}
