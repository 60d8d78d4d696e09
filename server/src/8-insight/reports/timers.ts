import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { REPORT_JOB } from './service.ts';
import { nextMonday, weeksDue } from './weeks.ts';

/** Each Monday at six the report of the week before, and those of weeks that passed while the platform was down. */
export function reportTimer(kernel: Pick<Kernel, 'clock' | 'config' | 'jobs'>): TimerKind {
  const zone = zoneOf(kernel.config.timeZone);
  return {
    name: 'insight.weekly_report',
    payload: z.object({}),
    every: (after) => nextMonday(after, zone),
    fire: async (_, { tx, context, dueAt }) => {
      for (const week of weeksDue(dueAt, { now: kernel.clock.now(), zone })) {
        await kernel.jobs.add(tx, context, REPORT_JOB, { week }, { key: `${REPORT_JOB}:${week}` });
      }
    },
  };
}
