import { dayNumber, isBusinessDate } from '#kernel/pure/dates.ts';

/** What one simulated brand follows from: the same parameters, the same bytes. */
export interface Parameters {
  /** People, prospects without an order included. */
  readonly customers: number;
  readonly years: number;
  readonly seed: number;
  /** The last day of the story, `YYYY-MM-DD`. */
  readonly until: string;
}

/** The last day when nobody names one: a constant, so that a seed means the same next year. */
export const DEFAULT_UNTIL = '2026-06-30';
export const DEFAULT_SEED = 1;
export const DEFAULT_YEARS = 3;
export const MAX_CUSTOMERS = 20_000_000;
export const MAX_YEARS = 10;

/** Which parameter cannot be, or null. */
export function parameterAtFault({ customers, years, seed, until }: Parameters): keyof Parameters | null {
  if (!Number.isInteger(customers) || customers < 1 || customers > MAX_CUSTOMERS) {
    return 'customers';
  }
  if (!(years >= 0.5 && years <= MAX_YEARS)) {
    return 'years';
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    return 'seed';
  }
  // Spring Festivals are known from 2010 to 2040.
  return isBusinessDate(until) && until >= '2020-01-01' && until <= '2040-12-31' ? null : 'until';
}

/** Day numbers (days since 1970-01-01) of the story, both included. */
export function daysOf({ years, until }: Parameters): { readonly first: number; readonly last: number } {
  const last = dayNumber(until);
  return { first: last - Math.round(years * 365.25) + 1, last };
}
