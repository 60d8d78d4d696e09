import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { HAND_OVER_JOB } from '../handovers/service.ts';

const HOUR_MS = 3_600_000;
/** After the scores of the night, before anybody is at the desk. */
const AT_HOURS = 6;

/** Every morning somebody looks what of the departures is still to be done. */
export function handOverTimer(kernel: Pick<Kernel, 'config' | 'jobs'>): TimerKind {
  const zone = zoneOf(kernel.config.timeZone);
  const dueOn = (date: string): Date => new Date(startOfBusinessDate(date, zone).getTime() + AT_HOURS * HOUR_MS);
  return {
    name: HAND_OVER_JOB,
    payload: z.object({}),
    every: (after) => {
      const today = businessDateOf(after, zone);
      return dueOn(today) > after ? dueOn(today) : dueOn(addDays(today, 1));
    },
    fire: (_, { tx, context }) =>
      kernel.jobs.add(tx, context, HAND_OVER_JOB, {}, { key: HAND_OVER_JOB, queue: HAND_OVER_JOB }),
  };
}
