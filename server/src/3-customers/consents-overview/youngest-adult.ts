import { addDays, type BusinessDate } from '#kernel/pure/dates.ts';
import { isMinorOn } from '../consents/minor.ts';
import { GUARDIAN_BELOW_AGE } from '../consents/state.ts';

/** The latest day of birth of whom no guardian has to answer for on a day: who was born later is a child. */
export function youngestAdult(date: BusinessDate): BusinessDate {
  const year = String(Number(date.slice(0, 4)) - GUARDIAN_BELOW_AGE);
  // On 29 February there may be no such day in that year; the day before always is one.
  const same = date.endsWith('-02-29') ? `${year}-02-28` : `${year}${date.slice(4)}`;
  // Who was born on 29 February has the birthday on the 28th in common years.
  const next = addDays(same, 1);
  return isMinorOn(next, date) ? same : next;
}
