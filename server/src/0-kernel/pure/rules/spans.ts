import { addDays, startOfBusinessDate, zoneOf } from '../dates.ts';
import type { Window } from './args.ts';
import { daysOf, EARLIEST_DATE } from './bounds.ts';
import type { AsOf, SqlAsking } from './condition.ts';

/** Seconds of the instants at which a window begins (null: never) and ends, the end not included. */
export interface Span {
  readonly since: number | null;
  readonly until: number;
}

/** Days begin at whole seconds, so instants need no more than those; clocks may change in between. */
export function spanOf(days: Window | undefined, { date, zone }: AsOf): Span {
  const { from, to } = daysOf(days, date);
  const startOf = (day: string): number => startOfBusinessDate(day, zoneOf(zone)).getTime() / 1000;
  return { since: from === EARLIEST_DATE ? null : startOf(from), until: startOf(addDays(to, 1)) };
}

/** Instants of a window, as SQL over their seconds and as a test. */
export function spanSql({ since, until }: Span, asking: SqlAsking, seconds = 'seconds'): string {
  const from = since === null ? '' : `${seconds} >= ${asking.param(since, 'Int64')} AND `;
  return `${from}${seconds} < ${asking.param(until, 'Int64')}`;
}

export function inSpan(seconds: number, { since, until }: Span): boolean {
  return (since === null || seconds >= since) && seconds < until;
}
