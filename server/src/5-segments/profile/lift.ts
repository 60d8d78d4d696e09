/** Of a group and of those it is compared with: how many there are, and how many of them have something. */
export interface Shares {
  readonly customers: number;
  readonly count: number;
  readonly baseCustomers: number;
  readonly baseCount: number;
}

export interface Lift {
  /** Share of the group ÷ share of the others; null where it says nothing: one of them is empty. */
  readonly lift: number | null;
  /** Inside it lies the ratio 99 % of the time; null where there is no lift. */
  readonly low: number | null;
  readonly high: number | null;
  /** The interval does not hold 1: so large a difference is hardly chance. */
  readonly isClear: boolean;
}

/** 99 %: dozens of parts are looked at together, and of 95 % intervals one in twenty would shout for nothing. */
const Z = 2.575829;

/**
 * How much more often a group has something than those it is compared with, with an interval on the scale of
 * logarithms (Katz; half a customer is added everywhere, after Walter, so that it exists when nobody has it). A group
 * that is a part of the others is less uncertain than that: the interval is then too wide rather than too narrow.
 */
export function liftOf({ customers, count, baseCustomers, baseCount }: Shares): Lift {
  if (count === 0 || baseCount === 0 || baseCustomers === 0) {
    return { lift: null, low: null, high: null, isClear: false };
  }
  const lift = (customers / count) * (baseCount / baseCustomers);
  const [a, n, b, m] = [customers + 0.5, count + 0.5, baseCustomers + 0.5, baseCount + 0.5];
  const spread = Z * Math.sqrt(Math.max(0, 1 / a - 1 / n + 1 / b - 1 / m));
  const centre = Math.log((a / n) * (m / b));
  const low = customers === 0 ? 0 : Math.min(lift, Math.exp(centre - spread));
  const high = Math.max(lift, Math.exp(centre + spread));
  return { lift, low, high, isClear: low > 1 || high < 1 };
}

/** How far a difference goes at least: the end of its interval that is nearer to 1, on the scale of logarithms. */
export function cautious({ low, high, isClear }: Lift): number {
  if (!isClear || low === null || high === null) {
    return 0;
  }
  return low > 1 ? Math.log(low) : -Math.log(high);
}
