import { invalidInput } from '#kernel/errors.ts';
import { addDays, daysBetween, startOfBusinessDate, type Zone } from '#kernel/pure/dates.ts';
import { mondayOf, monthOf } from './dimensions.ts';
import type { Span } from './kind.ts';
import type { DimensionName } from './schema.ts';

const DAYS = 30;
const WEEKS = 12;
const MONTHS = 12;
const MAX_DAYS = 366 * 30;

/** The span asked for; without one, as far back from `asOf` as the split makes readable. Nothing lies after `asOf`. */
export function spanOf(asked: {
  readonly asOf: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by: readonly DimensionName[];
}): Span {
  const { asOf, by } = asked;
  const to = asked.to !== undefined && asked.to < asOf ? asked.to : asOf;
  const from = asked.from ?? usualStart(to, by);
  if (from > to || daysBetween(from, to) > MAX_DAYS) {
    throw invalidInput([
      {
        field: 'from',
        code: 'span_invalid',
        message: {
          'zh-CN': `应不晚于 ${to}，且相距不超过 30 年`,
          en: `should be no later than ${to}, and at most 30 years before it`,
        },
      },
    ]);
  }
  return { from, to };
}

function usualStart(to: string, by: readonly DimensionName[]): string {
  if (by.includes('month') || by.includes('cohort')) {
    return monthOf(to, 1 - MONTHS);
  }
  return by.includes('week') ? addDays(mondayOf(to), -7 * (WEEKS - 1)) : addDays(to, 1 - DAYS);
}

/** As many days, right before. */
export function spanBefore({ from, to }: Span): Span {
  const days = daysBetween(from, to) + 1;
  return { from: addDays(from, -days), to: addDays(from, -1) };
}

/** The instants of a span as the analytic store reads them: days of 23 and 25 hours have theirs. */
export function instantsOf({ from, to }: Span, zone: Zone): { readonly startsAt: string; readonly endsAt: string } {
  const written = (date: string): string =>
    startOfBusinessDate(date, zone).toISOString().replace('T', ' ').replace('Z', '');
  return { startsAt: written(from), endsAt: written(addDays(to, 1)) };
}
