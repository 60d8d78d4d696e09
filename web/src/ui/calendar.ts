import type { Locale } from '@zhike/server/contracts';

const DAY_MS = 86_400_000;
const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Whether a text is a day that exists, as 2026-11-22. */
export function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(time) && dateOf(time) === text;
}

/** 2026-11 moved by whole months. */
export function addMonths(month: string, step: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7);
}

/** Six weeks from the Monday on or before the first of the month. */
export function monthDays(month: string): readonly { readonly date: string; readonly isInside: boolean }[] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY_MS;
  return Array.from({ length: 42 }, (_, index) => {
    const date = dateOf(monday + index * DAY_MS);
    return { date, isInside: date.startsWith(month) };
  });
}

/** Short names of the days, Monday first. */
export function weekdayNames(locale: Locale): readonly string[] {
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: locale === 'en' ? 'short' : 'narrow' });
  // 2024-01-01 was a Monday.
  return Array.from({ length: 7 }, (_, index) => format.format(new Date(Date.UTC(2024, 0, 1 + index))));
}
