import type { PurchaseHistory } from './model.ts';

/** One customer's days with a purchase, as numbers of days, and what was spent on each. */
export type PurchaseDays = ReadonlyMap<number, number>;

/** A history, with what the model of amounts needs. */
export interface CustomerHistory extends PurchaseHistory {
  /** The mean spent on the days after the first; 0 without one. */
  readonly meanSpend: number;
  /** Purchases from the day after the last one that counts, within the horizon: what a forecast is compared with. */
  readonly later: number;
}

const DAYS = 7;

/**
 * The history up to and with the day `until`, in weeks since the first purchase; null for those who came later. The
 * first purchase tells when somebody became a customer, not how often they buy.
 */
export function historyOf(
  days: PurchaseDays,
  { until, horizonDays }: { readonly until: number; readonly horizonDays: number },
): CustomerHistory | null {
  const known = [...days.keys()].filter((day) => day <= until).toSorted((a, b) => a - b);
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) {
    return null;
  }
  const spent = known.slice(1).map((day) => days.get(day) ?? 0);
  return {
    repeats: known.length - 1,
    last: (last - first) / DAYS,
    age: (until - first) / DAYS,
    meanSpend: spent.length === 0 ? 0 : spent.reduce((sum, each) => sum + each, 0) / spent.length,
    later: [...days.keys()].filter((day) => day > until && day <= until + horizonDays).length,
  };
}
