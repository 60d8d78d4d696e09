import type { Window } from '#kernel/pure/rules/args.ts';
import { daysOf, inDays } from '#kernel/pure/rules/bounds.ts';
import type { AsOf } from '#kernel/pure/rules/condition.ts';

/** What a purchase cost. */
export interface OrderPrice {
  /** In the business's zone. */
  readonly businessDate: string;
  readonly currency: string;
  /** Of the lines that sold something. */
  readonly salesMinor: number;
  /** How many pieces it sold, in thousandths: quantities may be fractions. */
  readonly thousandths: number;
  /** Of what the catalogue has a list price for: by the prices of that day, or the first ones; 0 where it has none. */
  readonly listMinor: number;
  /** What was paid less than that. */
  readonly discountMinor: number;
}

/** The purchases of one customer. */
export type PriceFacts = readonly OrderPrice[];

/** The source of facts behind conditions about prices. */
export const PRICES_SOURCE = 'commerce.prices';

/** Purchases in a window, as `windowSql` has them. */
export function pricesIn(facts: PriceFacts, window: Window | undefined, { date }: AsOf): PriceFacts {
  const days = daysOf(window, date);
  return facts.filter(({ businessDate }) => inDays(businessDate, days));
}

/** Exact, however many there are. */
export function total(prices: PriceFacts, of: (price: OrderPrice) => number): bigint {
  return prices.reduce((sum, price) => sum + BigInt(of(price)), 0n);
}
