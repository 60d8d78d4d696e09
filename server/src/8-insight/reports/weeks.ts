import { addDays, type BusinessDate, businessDateOf, dayNumber, type Zone } from '#kernel/pure/dates.ts';
import { mondayOf } from '../metrics/dimensions.ts';

const DAY_MS = 86_400_000;
/** The week is over for some hours, and nobody is at the desk yet. */
const AT_HOURS = 6;
/** So many weeks are made up for after the platform was down. */
const MAX_MISSED = 12;

/** Six in the morning of a Monday, on the clocks of the business. */
function dueOn(monday: BusinessDate, zone: Zone): Date {
  return new Date(zone.instantOf(dayNumber(monday) * DAY_MS + AT_HOURS * 3_600_000));
}

/** The first Monday morning after an instant. */
export function nextMonday(after: Date, zone: Zone): Date {
  const monday = mondayOf(businessDateOf(after, zone));
  const due = dueOn(monday, zone);
  return due > after ? due : dueOn(addDays(monday, 7), zone);
}

/** The Mondays with which the weeks began whose reports were due between two instants, the oldest first. */
export function weeksDue(
  dueAt: Date,
  { now, zone }: { readonly now: Date; readonly zone: Zone },
): readonly BusinessDate[] {
  const weeks: BusinessDate[] = [];
  for (let due = dueAt; due <= now; due = nextMonday(due, zone)) {
    weeks.push(addDays(mondayOf(businessDateOf(due, zone)), -7));
  }
  return weeks.slice(-MAX_MISSED);
}
