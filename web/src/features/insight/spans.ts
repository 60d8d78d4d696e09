import type { InsightSearch, SpanName } from '../../app/insight-search.ts';
import { addMonths } from '../../ui/calendar.ts';

const DAY_MS = 86_400_000;

export interface Span {
  readonly name: SpanName;
  /** First and last business date, both included. */
  readonly from: string;
  readonly to: string;
}

/** A business date moved by days. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one date to another, both included. */
export const daysIn = ({ from, to }: Pick<Span, 'from' | 'to'>): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;

/** The same dates a year earlier; the leap day becomes the day before it. */
export function yearBefore({ from, to }: Pick<Span, 'from' | 'to'>): Pick<Span, 'from' | 'to'> {
  const earlier = (date: string): string => {
    const moved = `${String(Number(date.slice(0, 4)) - 1).padStart(4, '0')}${date.slice(4)}`;
    return moved.endsWith('-02-29') ? `${moved.slice(0, 8)}28` : moved;
  };
  return { from: earlier(from), to: earlier(to) };
}

const DAYS = { d7: 7, d28: 28, d90: 90 } as const;

/**
 * The dates that a page is about. Spans of days end with the last whole one: a day that is still running would look
 * like a fall. The month and the year go up to now.
 */
export function spanOf(
  search: Pick<InsightSearch, 'span' | 'from' | 'to'>,
  o: { readonly asOf: string; readonly today: string; readonly usual?: SpanName },
): Span {
  const name = search.span ?? (search.from === undefined ? (o.usual ?? 'd28') : 'custom');
  if (name === 'custom' && search.from !== undefined && search.to !== undefined) {
    return { name, from: search.from, to: search.to };
  }
  if (name === 'month' || name === 'year') {
    return { name, from: name === 'month' ? `${o.asOf.slice(0, 7)}-01` : `${o.asOf.slice(0, 4)}-01-01`, to: o.asOf };
  }
  if (name === 'm12') {
    return { name, from: `${addMonths(o.asOf.slice(0, 7), -11)}-01`, to: o.asOf };
  }
  const days = DAYS[name === 'custom' ? 'd28' : name];
  const last = o.asOf === o.today ? addDays(o.asOf, -1) : o.asOf;
  return { name: name === 'custom' ? 'd28' : name, from: addDays(last, 1 - days), to: last };
}

export const GRAINS = ['day', 'week', 'month'] as const;
export type Grain = (typeof GRAINS)[number];

/** What one column stands for, so that a page has some dozens of them. */
export function grainOf(span: Pick<Span, 'from' | 'to'>): Grain {
  const days = daysIn(span);
  return days <= 100 ? 'day' : days <= 400 ? 'week' : 'month';
}

/** Whether the time from `start` on goes beyond the last date counted. */
export function isCut(start: string, o: { readonly grain: Grain; readonly to: string }): boolean {
  if (o.grain === 'day') {
    return false;
  }
  const next =
    o.grain === 'week'
      ? addDays(start, 7)
      : new Date(Date.UTC(Number(start.slice(0, 4)), Number(start.slice(5, 7)), 1)).toISOString().slice(0, 10);
  return addDays(next, -1) > o.to;
}
