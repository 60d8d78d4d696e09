import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { monthsDue, nextMonth } from './months.ts';
import { PACK_JOB } from './service.ts';

/** On the first of each month at six the pack of the month before, and those of months that passed in between. */
export function packTimer(kernel: Pick<Kernel, 'clock' | 'config' | 'jobs'>): TimerKind {
  const zone = zoneOf(kernel.config.timeZone);
  return {
    name: 'insight.monthly_pack',
    payload: z.object({}),
    every: (after) => nextMonth(after, zone),
    fire: async (_, { tx, context, dueAt }) => {
      for (const month of monthsDue(dueAt, { now: kernel.clock.now(), zone })) {
        await kernel.jobs.add(tx, context, PACK_JOB, { month }, { key: `${PACK_JOB}:${month}` });
      }
    },
  };
}
