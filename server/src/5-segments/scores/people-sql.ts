import type { ScoreAsking } from './kind.ts';

const OWN = `money = {currency:String} AND day <= {asOf:Date32}`;
const OF_SALES = `(day, refund, money) -> refund = 0 AND ${OWN}, order_days, order_refunds, order_currencies`;

/**
 * Everybody with their purchases up to the day, in the run's currency: `bought` (the day of each), `days` (each day
 * once), newest first; `net`, what they came to with everything given back taken off.
 */
export const PEOPLE = peopleWith([]);

/** The same with more columns of the row. */
export function peopleWith(more: readonly string[]): string {
  return `(SELECT customer_id${more.map((column) => `, ${column}`).join('')},
    arrayFilter(${OF_SALES}) AS bought,
    arrayDistinct(bought) AS days,
    toFloat64(arraySum(arrayMap((day, money, worth) -> if(${OWN}, worth, 0), order_days, order_currencies, order_worths))) AS net
  FROM customers_profiles FINAL)`;
}

/** The worth between two days before the day asked about, as an expression over `customers_profiles`. */
export function worthBetween(daysAgo: string, until: string): string {
  return `toFloat64(arraySum(arrayMap((day, money, worth) -> if(money = {currency:String} AND day > {asOf:Date32} - ${daysAgo} AND day <= {asOf:Date32} - ${until}, worth, 0), order_days, order_currencies, order_worths)))`;
}

/** The parameters behind it. */
export function peopleParams({ asOf, currency }: ScoreAsking): Record<string, unknown> {
  return { asOf, currency };
}
