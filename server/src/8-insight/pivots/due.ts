import { addDays, dayNumber, type Zone } from '#kernel/pure/dates.ts';
import { mondayOf, monthOf } from '../metrics/dimensions.ts';
import type { PivotSchedule } from './schema.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** A month and some days: a day of the month comes again within it. */
const LOOKED_AT = 64;

/** When the file of a schedule is due next after an instant: at its hour on the clocks of the business. */
export function nextDue({ every, weekday, day, hour }: Omit<PivotSchedule, 'format'>, after: Date, zone: Zone): Date {
  const isDay = (date: string): boolean => {
    if (every === 'day') {
      return true;
    }
    return every === 'week' ? addDays(mondayOf(date), weekday - 1) === date : date === dayOfMonth(monthOf(date), day);
  };
  // A day before: in the zone of the business it may be the day after already.
  const first = addDays(after.toISOString().slice(0, 10), -1);
  for (let step = 0; step < LOOKED_AT; step += 1) {
    const date = addDays(first, step);
    const due = instantOf(date, hour, zone);
    if (due > after && isDay(date)) {
      return due;
    }
  }
  throw new RangeError('No day of the next two months is one of the schedule');
}

/** Shorter months have it on their last day. */
function dayOfMonth(first: string, day: number): string {
  const last = addDays(monthOf(first, 1), -1);
  const wanted = addDays(first, day - 1);
  return wanted > last ? last : wanted;
}

function instantOf(date: string, hour: number, zone: Zone): Date {
  return new Date(zone.instantOf(dayNumber(date) * DAY_MS + hour * HOUR_MS));
}
