import { type BusinessDate, daysBetween } from '#kernel/pure/dates.ts';

/** Where the customers of a shop stand in time when nobody chose a date. */
export interface UsualDateFacts {
  readonly today: BusinessDate;
  /** Day of the newest purchase up to today; null when there is none. */
  readonly newestPurchase: BusinessDate | null;
  /** So many days without a purchase and today says nothing about the buyers any more. */
  readonly quietDays: number;
}

/**
 * The date to score at when nobody chose one: today while purchases keep coming, else the day of the newest one, so
 * that an export of last year still shows who was who. Every answer states the date it is as of.
 */
export function usualDate({ today, newestPurchase, quietDays }: UsualDateFacts): BusinessDate {
  return newestPurchase !== null && daysBetween(newestPurchase, today) > quietDays ? newestPurchase : today;
}
