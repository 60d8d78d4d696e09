import type { Case } from './features.ts';

/** One purchase: the business day by number, its worth, and how many different things it was. */
export interface Purchase {
  readonly day: number;
  readonly amount: number;
  readonly items: number;
}

/** What a silence is judged by. */
export const CHURN_FEATURES = [
  'daysSince',
  'purchaseDays',
  'amount',
  'tenure',
  'usualInterval',
  'silence',
  'unsteady',
  'last30',
  'last90',
  'shift',
  'basketAmount',
  'basketItems',
  'lastBasket',
] as const;

const log = (value: number): number => Math.log(Math.max(0, value) + 1);

/**
 * What the purchases of one customer before a day say about whether they come again: the purchases before the day
 * only, however many there are after it. Null for somebody who had not bought anything yet.
 */
export function churnCase(purchases: readonly Purchase[], before: number): Case | null {
  const past = purchases.filter(({ day }) => day < before);
  const days = [...new Set(past.map(({ day }) => day))].toSorted((a, b) => a - b);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) {
    return null;
  }
  const amount = past.reduce((sum, purchase) => sum + purchase.amount, 0);
  const items = past.reduce((sum, purchase) => sum + purchase.items, 0);
  const lastAmount = past.filter(({ day }) => day === last).reduce((sum, purchase) => sum + purchase.amount, 0);
  const gaps = days.slice(1).map((day, place) => day - (days[place] ?? day));
  const usual = gaps.length === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const spread =
    usual === null ? null : Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - usual) ** 2, 0) / gaps.length);
  const within = (count: number): number => days.filter((day) => day >= before - count).length;
  const earlier = within(180) - within(90);
  return {
    daysSince: before - last,
    purchaseDays: log(days.length),
    amount: log(amount),
    tenure: before - first,
    usualInterval: usual,
    silence: usual === null ? null : Math.min(20, (before - last) / Math.max(1, usual)),
    unsteady: usual === null || spread === null ? null : spread / Math.max(1, usual),
    last30: within(30),
    last90: within(90),
    // More or less than in the three months before.
    shift: log(within(90)) - log(earlier),
    basketAmount: log(amount / past.length),
    basketItems: log(items / past.length),
    lastBasket: log(lastAmount) - log(amount / days.length),
  };
}
