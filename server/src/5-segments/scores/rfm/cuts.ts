import type { Amount, PerDimension, RfmGroupCut, RfmValues } from './values.ts';

/** Upper limits of the scores 1 to 4. */
export type Cuts<M extends Amount = number> = readonly [M, M, M, M];

/** What a population is measured with: made once from everybody, then applied to each. */
export interface RfmScale<M extends Amount = number> {
  readonly customers: number;
  readonly cuts: PerDimension<Cuts, Cuts<M>>;
  readonly means: PerDimension<number>;
  /** What parts high from low in the eight groups: the means, or the medians. */
  readonly groupCuts: PerDimension<number, number | M>;
}

/** Counted from 1, the place of the k-th of five cuts in a sorted list: the inverse of the empirical distribution. */
export function cutRank(k: number, count: number): number {
  return Math.ceil((k * count) / 5);
}

/** The place of the lower median, counted from 1. */
export function medianRank(count: number): number {
  return Math.ceil(count / 2);
}

/**
 * The four quintile cuts of a sorted, non-empty list: the ceil(k·n/5)-th smallest value for k = 1 to 4. Always values
 * that occur, so that ties share a score and no rounding enters.
 */
export function quintileCuts<M extends Amount>(sorted: readonly M[]): Cuts<M> {
  const at = (k: number): M => elementAt(sorted, cutRank(k, sorted.length));
  return [at(1), at(2), at(3), at(4)];
}

function elementAt<M>(sorted: readonly M[], rank: number): M {
  const value = sorted[rank - 1];
  if (value === undefined) {
    throw new RangeError(`There is no ${rank}-th of ${sorted.length} values`);
  }
  return value;
}

/** 1 to 5: one more than the number of cuts below the value. */
export function scoreAbove<M extends Amount>(value: M, cuts: Cuts<M>): number {
  return 1 + cuts.filter((cut) => value > cut).length;
}

/** 5 to 1: few days since the last purchase are good. */
export function scoreBelow(value: number, cuts: Cuts): number {
  return 6 - scoreAbove(value, cuts);
}

function compare(a: Amount, b: Amount): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

/**
 * Cuts and means of a population, customers without a purchase in the window included. Null for an empty one.
 * Quintiles follow Hughes, Strategic Database Marketing (1994), with ties kept together; he cuts by count alone.
 */
export function measure<M extends Amount>(
  population: readonly RfmValues<M>[],
  groupCut: RfmGroupCut,
): RfmScale<M> | null {
  const count = population.length;
  if (count === 0) {
    return null;
  }
  const sorted = {
    recencyDays: population.map((values) => values.recencyDays).sort(compare),
    frequency: population.map((values) => values.frequency).sort(compare),
    monetary: population.map((values) => values.monetary).sort(compare),
  };
  const means = {
    recencyDays: meanOf(sorted.recencyDays),
    frequency: meanOf(sorted.frequency),
    monetary: meanOf(sorted.monetary),
  };
  const medians = {
    recencyDays: elementAt(sorted.recencyDays, medianRank(count)),
    frequency: elementAt(sorted.frequency, medianRank(count)),
    monetary: elementAt(sorted.monetary, medianRank(count)),
  };
  return {
    customers: count,
    cuts: {
      recencyDays: quintileCuts(sorted.recencyDays),
      frequency: quintileCuts(sorted.frequency),
      monetary: quintileCuts(sorted.monetary),
    },
    means,
    groupCuts: groupCut === 'mean' ? means : medians,
  };
}

/** The sum is exact, only the division rounds: the analytic engine's avg() does the same. */
function meanOf(values: readonly Amount[]): number {
  let sum = 0n;
  for (const value of values) {
    sum += BigInt(value);
  }
  return Number(sum) / values.length;
}
