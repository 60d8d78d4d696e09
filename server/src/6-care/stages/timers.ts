import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { FOLLOW_JOB } from './service.ts';

const HOUR_MS = 3_600_000;
/** After the scores of the night, before anybody is at the desk. */
const AT_HOURS = 5;

/** Every night somebody looks who has moved. */
export function followingTimer(kernel: Pick<Kernel, 'config' | 'jobs'>): TimerKind {
  const zone = zoneOf(kernel.config.timeZone);
  const dueOn = (date: string): Date => new Date(startOfBusinessDate(date, zone).getTime() + AT_HOURS * HOUR_MS);
  return {
    name: FOLLOW_JOB,
    payload: z.object({}),
    every: (after) => {
      const today = businessDateOf(after, zone);
      return dueOn(today) > after ? dueOn(today) : dueOn(addDays(today, 1));
    },
    fire: (_, { tx, context }) => kernel.jobs.add(tx, context, FOLLOW_JOB, {}, { key: FOLLOW_JOB, queue: FOLLOW_JOB }),
  };
}
