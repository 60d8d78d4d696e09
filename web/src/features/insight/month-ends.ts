import { addMonths } from '../../ui/calendar.ts';

/** The last days of the twelve months before a day, and that day itself. */
export function monthEnds(today: string): readonly string[] {
  const ends = Array.from({ length: 12 }, (_, index) => {
    const next = `${addMonths(today.slice(0, 7), index - 11)}-01`;
    return new Date(Date.parse(`${next}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  });
  return [...ends, today];
}

/** Which of the days a date is, or stands before. */
export function placeOf(days: readonly string[], date: string): number {
  const found = days.findIndex((day) => day >= date);
  return found === -1 ? days.length - 1 : found;
}
