/** How refunds enter the monetary value. */
export const RFM_REFUNDS = ['ignore', 'subtract'] as const;
export type RfmRefunds = (typeof RFM_REFUNDS)[number];

/** What parts high from low in the eight groups. */
export const RFM_GROUP_CUTS = ['mean', 'median'] as const;
export type RfmGroupCut = (typeof RFM_GROUP_CUTS)[number];

/** What a run is computed from; two runs with equal parameters over equal facts are equal. */
export interface RfmParameters {
  /** Business date; orders up to its end count. */
  readonly asOf: string;
  /** Amounts of different currencies are never added. */
  readonly currency: string;
  /** Days of the window, the last being `asOf`; null for all time. */
  readonly windowDays: number | null;
  readonly refunds: RfmRefunds;
  readonly groupCut: RfmGroupCut;
}

/** Money is minor units as a number; files, whose currency is unknown, bring scaled bigints. */
export type Amount = number | bigint;

export interface RfmValues<M extends Amount = number> {
  /** Whole days from the last purchase to `asOf`; 0 is the day itself. */
  readonly recencyDays: number;
  /** Purchases in the window. */
  readonly frequency: number;
  /** Sum over the window; 0 without a purchase in it. */
  readonly monetary: M;
}

/** One value for each of the three dimensions. */
export interface PerDimension<R, M = R> {
  readonly recencyDays: R;
  readonly frequency: R;
  readonly monetary: M;
}
