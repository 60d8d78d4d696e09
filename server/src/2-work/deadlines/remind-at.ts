import { addWorkingTime, type WorkingCalendar, workingTimeBetween } from '../calendars/working-time.ts';

const MINUTE_MS = 60_000;
/** What is left when people are reminded, unless the step says otherwise. */
const DEFAULT_REMIND_MINUTES = 60;
/** Of short deadlines, a quarter. */
const SHARE = 4;

/** When to remind of a deadline: so many working minutes before, at most a quarter of the time; null when it is over. */
export function remindAt(
  dueAt: Date,
  now: Date,
  {
    calendar,
    remindMinutes = DEFAULT_REMIND_MINUTES,
  }: { readonly calendar: WorkingCalendar; readonly remindMinutes?: number | undefined },
): Date | null {
  const left = workingTimeBetween(now, dueAt, calendar);
  if (left <= 0) {
    return null;
  }
  const early = Math.min(remindMinutes * MINUTE_MS, Math.floor(left / SHARE));
  return addWorkingTime(now, left - early, calendar);
}
