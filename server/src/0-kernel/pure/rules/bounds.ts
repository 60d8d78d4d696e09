import { addDays, type BusinessDate } from '../dates.ts';
import type { Range, Window } from './args.ts';
import type { SqlAsking } from './condition.ts';

/** Whether the value lies in the range. */
export function inRange(value: number, { min, max }: Range): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** The same in SQL; `type` is that of the bounds. */
export function rangeSql(
  value: string,
  range: Range,
  { asking, type = 'Int64' }: { readonly asking: SqlAsking; readonly type?: string },
): string {
  const { min, max } = range;
  return [
    ...(min === undefined ? [] : [`${value} >= ${asking.param(min, type)}`]),
    ...(max === undefined ? [] : [`${value} <= ${asking.param(max, type)}`]),
  ].join(' AND ');
}

/** The earliest day of the analytic store's dates. */
export const EARLIEST_DATE: BusinessDate = '1900-01-01';
export const LATEST_DATE: BusinessDate = '2299-12-31';

export interface Days {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
}

/** First and last day of a window, never beyond the day asked about. No window: all time up to it. */
export function daysOf(window: Window | undefined, asOf: BusinessDate): Days {
  if (window === undefined) {
    return { from: EARLIEST_DATE, to: asOf };
  }
  if ('lastDays' in window) {
    const from = addDays(asOf, 1 - window.lastDays);
    return { from: from < EARLIEST_DATE ? EARLIEST_DATE : from, to: asOf };
  }
  const { from = EARLIEST_DATE, to = asOf } = window;
  return { from, to: to < asOf ? to : asOf };
}

export function inDays(day: BusinessDate, { from, to }: Days): boolean {
  return day >= from && day <= to;
}
