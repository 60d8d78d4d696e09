import type { Limits } from './api.ts';

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/u;
const MOST_DAYS = 366;
const MOST = 1000;

/** What is wrong with limits before they are asked about or saved; null for nothing. */
export function limitFault({ quietHours, caps }: Limits): 'time' | 'same' | 'cap' | null {
  if (!TIME.test(quietHours.from) || !TIME.test(quietHours.until)) {
    return 'time';
  }
  // From nine to nine is no time at all, which nobody means who fills it in.
  if (quietHours.from === quietHours.until && quietHours.channels.length > 0) {
    return 'same';
  }
  const isWhole = (figure: number, least: number, most: number): boolean =>
    Number.isInteger(figure) && figure >= least && figure <= most;
  return caps.every(({ limit, days }) => isWhole(limit, 0, MOST) && isWhole(days, 1, MOST_DAYS)) ? null : 'cap';
}
