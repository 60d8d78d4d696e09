import { z } from 'zod';
import { churnCase, type Purchase } from './churn-features.ts';
import type { Case } from './features.ts';
import type { Known } from './judge.ts';

/** One customer as the engine gives them: orders newest first, days before the one asked about. */
export const chanceRowSchema = z.object({
  ago: z.array(z.number()),
  sales: z.array(z.number()),
  /** In thousandths. */
  pieces: z.array(z.number()),
  lists: z.array(z.number()),
  discounts: z.array(z.number()),
  /** Events in the thirty days before the day, before one horizon earlier, before two; and in the thirty before those. */
  events: z.array(z.number()),
  earlierEvents: z.array(z.number()),
});
export type ChanceRow = z.output<typeof chanceRowSchema>;

/** From where one looks: so many horizons before the day asked about, so far back. */
export interface Moment {
  readonly horizonDays: number;
  readonly horizons: number;
  readonly lookBack: number;
}

const log = (value: number): number => Math.log(Math.max(0, value) + 1);

/**
 * What was known of a customer at the end of a day: orders and events after it do not exist, orders before the look
 * back are not seen. Null for who bought nothing in between.
 */
export function caseAt(row: ChanceRow, { horizonDays, horizons, lookBack }: Moment): Case | null {
  const back = horizonDays * horizons;
  const purchases: Purchase[] = [];
  let listed = 0;
  let off = 0;
  for (const [place, ago] of row.ago.entries()) {
    if (ago >= back && ago < back + lookBack) {
      purchases.push({ day: -ago, amount: (row.sales[place] ?? 0) / 100, items: (row.pieces[place] ?? 0) / 1000 });
      listed += row.lists[place] ?? 0;
      off += row.discounts[place] ?? 0;
    }
  }
  const found = churnCase(purchases, 1 - back);
  if (found === null) {
    return null;
  }
  const events = log(row.events[horizons] ?? 0);
  return {
    ...found,
    discount: listed > 0 ? off / listed : null,
    visits30: events,
    visitsShift: events - log(row.earlierEvents[horizons] ?? 0),
  };
}

/** The same with what came in the horizon after it: whether they bought. */
export function knownAt(row: ChanceRow, moment: Moment): Known | null {
  const features = caseAt(row, moment);
  if (features === null) {
    return null;
  }
  const until = moment.horizonDays * moment.horizons;
  return { features, happened: row.ago.some((ago) => ago < until && ago >= until - moment.horizonDays) };
}

/** How many days of purchases there are at all, the day asked about included. */
export function daysKnown(rows: readonly ChanceRow[]): number {
  return rows.reduce((most, { ago }) => Math.max(most, (ago.at(-1) ?? -1) + 1), 0);
}
