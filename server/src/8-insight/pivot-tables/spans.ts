import { addDays } from '#kernel/pure/dates.ts';
import { mondayOf, monthOf } from '../metrics/dimensions.ts';
import type { Span } from '../metrics/kind.ts';
import type { PivotQuestion } from '../pivots/schema.ts';

const DAYS = { d7: 7, d28: 28, d90: 90 } as const;

/**
 * The dates of a pivot as of a day. Spans of days end with the last whole one: a day that is still running would look
 * like a fall. The month and the year go up to now.
 */
export function pivotSpan(
  { span, from, to }: Pick<PivotQuestion, 'span' | 'from' | 'to'>,
  { asOf, today }: { readonly asOf: string; readonly today: string },
): Span {
  switch (span) {
    case 'custom':
      return { from: from ?? asOf, to: to ?? asOf };
    case 'month':
      return { from: monthOf(asOf), to: asOf };
    case 'year':
      return { from: `${asOf.slice(0, 4)}-01-01`, to: asOf };
    case 'm12':
      return { from: monthOf(asOf, -11), to: asOf };
    case 'last_week':
      return { from: addDays(mondayOf(asOf), -7), to: addDays(mondayOf(asOf), -1) };
    case 'last_month':
      return { from: monthOf(asOf, -1), to: addDays(monthOf(asOf), -1) };
    default: {
      const last = asOf === today ? addDays(asOf, -1) : asOf;
      return { from: addDays(last, 1 - DAYS[span]), to: last };
    }
  }
}
