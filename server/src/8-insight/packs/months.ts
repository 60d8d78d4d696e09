import { addDays, type BusinessDate, businessDateOf, dayNumber, type Zone } from '#kernel/pure/dates.ts';
import { monthOf } from '../metrics/dimensions.ts';
import type { Span } from '../metrics/kind.ts';

const DAY_MS = 86_400_000;
/** The month is over for some hours, and nobody is at the desk yet. */
const AT_HOURS = 6;
/** So many months are made up for after the platform was down. */
const MAX_MISSED = 3;

/** Six in the morning of the first of a month, on the clocks of the business. */
function dueOn(first: BusinessDate, zone: Zone): Date {
  return new Date(zone.instantOf(dayNumber(first) * DAY_MS + AT_HOURS * 3_600_000));
}

/** The first morning of a month after an instant. */
export function nextMonth(after: Date, zone: Zone): Date {
  const first = monthOf(businessDateOf(after, zone));
  const due = dueOn(first, zone);
  return due > after ? due : dueOn(monthOf(first, 1), zone);
}

/** The months (by their first day) whose packs were due between two instants, the oldest first. */
export function monthsDue(
  dueAt: Date,
  { now, zone }: { readonly now: Date; readonly zone: Zone },
): readonly BusinessDate[] {
  const months: BusinessDate[] = [];
  for (let due = dueAt; due <= now; due = nextMonth(due, zone)) {
    months.push(monthOf(businessDateOf(due, zone), -1));
  }
  return months.slice(-MAX_MISSED);
}

/** The days of the month that is so many months away from the one of a day. */
export function daysOfMonth(day: BusinessDate, months = 0): Span {
  const from = monthOf(day, months);
  return { from, to: addDays(monthOf(from, 1), -1) };
}
