import { dayNumber } from '#kernel/pure/dates.ts';
import { SPEND_MONTHS, type Spend } from './schema.ts';

const YEAR = 12;

/** What the orders of one customer on one business day came to, in one currency. */
export interface SpendDay {
  readonly currency: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly orders: number;
  readonly netMinor: number;
  /** Whether something was bought that day. */
  readonly bought: boolean;
}

/** Spend by month and the usual span between purchases, per currency, the one with the largest sum first. */
export function spendOf(days: readonly SpendDay[], today: string): Spend[] {
  const months = monthsUpTo(today);
  const sums = [...Map.groupBy(days, ({ currency }) => currency)].map(([currency, own]) => {
    const byMonth = Map.groupBy(own, ({ day }) => day.slice(0, 7));
    const bought = own.filter((day) => day.bought).map(({ day }) => day);
    const spent = months.map((month) => {
      const inMonth = byMonth.get(month) ?? [];
      return {
        month,
        orders: inMonth.reduce((sum, { orders }) => sum + orders, 0),
        netMinor: inMonth.reduce((sum, { netMinor }) => sum + netMinor, 0),
      };
    });
    return {
      total: own.reduce((sum, { netMinor }) => sum + netMinor, 0),
      spend: {
        currency,
        months: spent,
        trend: trendOf(spent),
        usualGapDays: usualGap(bought),
        lastPurchaseOn: bought.at(-1) ?? null,
      },
    };
  });
  return sums.toSorted((a, b) => b.total - a.total).map(({ spend }) => spend);
}

/** A year of months beside the year before. */
function trendOf(months: Spend['months']): Spend['trend'] {
  const sum = (some: Spend['months']): number => some.reduce((total, { netMinor }) => total + netMinor, 0);
  const [beforeMinor, recentMinor] = [sum(months.slice(-2 * YEAR, -YEAR)), sum(months.slice(-YEAR))];
  return { recentMinor, beforeMinor, change: beforeMinor > 0 ? recentMinor / beforeMinor - 1 : null };
}

/** `YYYY-MM` of the last months, the present one last. */
function monthsUpTo(today: string): readonly string[] {
  const [year = 0, month = 1] = today.split('-').map(Number);
  return Array.from({ length: SPEND_MONTHS }, (_, index) => {
    const at = new Date(Date.UTC(year, month - SPEND_MONTHS + index, 1));
    return at.toISOString().slice(0, 7);
  });
}

/** The median of the spans between days, which are sorted; one outlier does not move it. */
function usualGap(days: readonly string[]): number | null {
  if (days.length < 3) {
    return null;
  }
  const gaps = days.slice(1).map((day, index) => dayNumber(day) - dayNumber(days[index] ?? day));
  const sorted = gaps.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
