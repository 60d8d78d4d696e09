import { addDays, businessDateOf, startOfBusinessDate, type Zone } from '#kernel/pure/dates.ts';

/** When people work. */
interface Calendar {
  readonly zone: Zone;
  hoursOn(date: string): readonly (readonly [number, number])[];
}

/** A calendar without a single open day in ten years has none. */
const MAX_DAYS = 3660;
const MINUTE_MS = 60_000;

/** The end of work on the last of so many working days after the day of receipt. */
export function dueAfter(received: Date, workingDays: number, calendar: Calendar): Date {
  let date = businessDateOf(received, calendar.zone);
  let left = workingDays;
  for (let passed = 0; passed < MAX_DAYS; passed += 1) {
    date = addDays(date, 1);
    const hours = calendar.hoursOn(date);
    const end = hours.at(-1)?.[1];
    left -= end === undefined ? 0 : 1;
    if (left === 0 && end !== undefined) {
      return new Date(startOfBusinessDate(date, calendar.zone).getTime() + end * MINUTE_MS);
    }
  }
  return new Date(received.getTime() + workingDays * 86_400_000);
}
