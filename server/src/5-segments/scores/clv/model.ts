/** What a purchase model knows of one customer; times in weeks since the first purchase, at most one purchase a day. */
export interface PurchaseHistory {
  /** Purchases after the first. */
  readonly repeats: number;
  /** When the last of them was; 0 without one. */
  readonly last: number;
  /** How long the customer has been watched. */
  readonly age: number;
}

/** The last knows nobody who stops. */
export const MODEL_NAMES = ['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'nbd'] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

/** A model of when people buy and when they stop; all parameters are positive. */
export interface PurchaseModel {
  readonly name: ModelName;
  readonly parameters: readonly string[];
  /** Where the search for the best parameters begins, for a customer watched so many weeks on the average. */
  readonly starts: (meanAge: number) => readonly (readonly number[])[];
  /** ln of the probability of this history. */
  readonly lnLikelihood: (parameters: readonly number[], history: PurchaseHistory) => number;
  /** The probability that the customer has not stopped. */
  readonly alive: (parameters: readonly number[], history: PurchaseHistory) => number;
  /** Purchases expected of the customer in the next weeks. */
  readonly expected: (parameters: readonly number[], history: PurchaseHistory, weeks: number) => number;
  /** Repeat purchases expected of a new customer in the first weeks. */
  readonly expectedOfNew: (parameters: readonly number[], weeks: number) => number;
}

/** Values of parameters by their place; a model is only called with as many as it has. */
export function four(parameters: readonly number[]): readonly [number, number, number, number] {
  const [first = Number.NaN, second = Number.NaN, third = Number.NaN, fourth = Number.NaN] = parameters;
  return [first, second, third, fourth];
}

/** 1 / (1 + e^lnOdds), without overflow. */
export function shareAgainst(lnOdds: number): number {
  return lnOdds > 0 ? Math.exp(-lnOdds) / (1 + Math.exp(-lnOdds)) : 1 / (1 + Math.exp(lnOdds));
}

/** A function that has a gap at 1, by what it is on both sides of it. */
export function acrossOne(at: number, value: (at: number) => number): number {
  const near = 1e-5;
  return Math.abs(at - 1) < near ? (value(1 - near) + value(1 + near)) / 2 : value(at);
}
