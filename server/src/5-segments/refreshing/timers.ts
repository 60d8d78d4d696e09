import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { allSegments } from '../definitions/store.ts';
import { LIVE_TIMER, REFRESH_JOB } from '../membership/service.ts';

const HOUR_MS = 3_600_000;
/** Hours after the day has begun: most facts of the day before are in, nobody is waiting yet. */
const DAILY_AT_HOURS = 3;

/** Segments whose time has come are worked out together: `live` ones daily too, because days pass without events. */
export function refreshTimers(kernel: Pick<Kernel, 'config' | 'jobs'>): TimerKind[] {
  const zone = zoneOf(kernel.config.timeZone);
  const dailyAfter = (after: Date): Date => {
    const at = (date: string): Date => new Date(startOfBusinessDate(date, zone).getTime() + DAILY_AT_HOURS * HOUR_MS);
    const today = at(businessDateOf(after, zone));
    return today > after ? today : at(addDays(businessDateOf(after, zone), 1));
  };
  const due = (name: string, refreshes: readonly string[], every?: (after: Date) => Date): TimerKind => ({
    name,
    payload: z.object({}),
    ...(every === undefined ? {} : { every }),
    fire: async (_, { tx, context }) => {
      const ids = (await allSegments(tx))
        .filter(({ state, refresh }) => state === 'saved' && refreshes.includes(refresh))
        .map(({ id }) => id);
      if (ids.length > 0) {
        await kernel.jobs.add(tx, context, REFRESH_JOB, { segmentIds: ids }, { key: name });
      }
    },
  });
  return [
    due(
      'segments.refresh_hourly',
      ['hourly'],
      (after) => new Date((Math.floor(after.getTime() / HOUR_MS) + 1) * HOUR_MS),
    ),
    due('segments.refresh_daily', ['daily', 'live'], dailyAfter),
    due(LIVE_TIMER, ['live']),
  ];
}
