import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { LEARN_JOB } from './service.ts';

const HOUR_MS = 3_600_000;
/** After the segments of the night, before anybody is at the desk. */
const AT_HOURS = 4;

/** Every night suggestions are learned anew. */
export function learningTimer(kernel: Pick<Kernel, 'config' | 'jobs'>): TimerKind {
  const zone = zoneOf(kernel.config.timeZone);
  const dueOn = (date: string): Date => new Date(startOfBusinessDate(date, zone).getTime() + AT_HOURS * HOUR_MS);
  return {
    name: LEARN_JOB,
    payload: z.object({}),
    every: (after) => {
      const today = businessDateOf(after, zone);
      return dueOn(today) > after ? dueOn(today) : dueOn(addDays(today, 1));
    },
    fire: (_, { tx, context }) => kernel.jobs.add(tx, context, LEARN_JOB, {}, { key: LEARN_JOB, queue: LEARN_JOB }),
  };
}
