import type { Calendar } from '../calendar.ts';

const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

/** `14:05:09` of a second of the day. */
export function timeText(second: number): string {
  const hour = Math.floor(second / 3600);
  const minute = Math.floor(second / 60) % 60;
  return `${TWO_DIGITS[hour]}:${TWO_DIGITS[minute]}:${TWO_DIGITS[second % 60]}`;
}

/** An instant of ISO 8601 in the zone of the shop. */
export function instantText(
  calendar: Calendar,
  { day, second }: { readonly day: number; readonly second: number },
): string {
  return `${calendar.dateText(day)}T${timeText(second)}+08:00`;
}

/** `149.00` of 14900. */
export function amountText(minor: number): string {
  return `${Math.floor(minor / 100)}.${TWO_DIGITS[minor % 100]}`;
}

/** A cell of CSV; quoted where it has to be. */
export function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
