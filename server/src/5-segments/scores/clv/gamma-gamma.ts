import { lnBeta } from '#kernel/pure/numeric/gamma.ts';
import { minimize } from '#kernel/pure/numeric/minimize.ts';
import { four } from './model.ts';

/** What one customer spends at a time. */
export interface Spend {
  /** Purchases after the first. */
  readonly repeats: number;
  /** The mean of their amounts, in major units. */
  readonly mean: number;
}

export interface SpendModel {
  /** p, q, v. */
  readonly parameters: readonly number[];
  readonly lnLikelihood: number;
  /** The mean of the means of those who came back. */
  readonly typical: number;
}

/** ln of the density of the mean of x amounts (Fader and Hardie 2013, "The Gamma-Gamma model of monetary value", 1a). */
export function lnDensity(parameters: readonly number[], { repeats, mean }: Spend): number {
  const [p, q, v] = four(parameters);
  const px = p * repeats;
  return (
    -lnBeta(px, q) +
    q * Math.log(v) +
    (px - 1) * Math.log(mean) +
    px * Math.log(repeats) -
    (px + q) * Math.log(repeats * mean + v)
  );
}

/**
 * The amount expected of a customer's next purchase: between the mean of all and the customer's own, nearer to the own
 * the more purchases there were (equation 5). NaN where q ≤ 1, when amounts have no mean.
 */
export function expectedSpend(parameters: readonly number[], { repeats, mean }: Spend): number {
  const [p, q, v] = four(parameters);
  const own = repeats > 0 ? p * repeats : 0;
  return q > 1 || own + q > 1 ? (p * v + (repeats > 0 ? own * mean : 0)) / (own + q - 1) : Number.NaN;
}

/** The same where the model has no mean to tell: then the own mean, for who has none that of all who came back. */
export function spendOf({ parameters, typical }: SpendModel, spend: Spend): number {
  const modelled = expectedSpend(parameters, spend);
  return Number.isFinite(modelled) ? modelled : spend.repeats > 0 ? spend.mean : typical;
}

/** The most likely parameters; null with fewer than ten buyers who came back and spent something, or when nothing settles. */
export function fitSpend(all: readonly Spend[]): SpendModel | null {
  const spends = all.filter(({ repeats, mean }) => repeats > 0 && mean > 0 && Number.isFinite(mean));
  if (spends.length < 10) {
    return null;
  }
  const typical = spends.reduce((sum, { mean }) => sum + mean, 0) / spends.length;
  const against = (logs: readonly number[]): number => {
    const parameters = logs.map(Math.exp);
    return -spends.reduce((sum, spend) => sum + lnDensity(parameters, spend), 0);
  };
  const found = minimize(against, [Math.log(5), Math.log(3), Math.log(typical / 2)]);
  return found.isSettled ? { parameters: found.at.map(Math.exp), lnLikelihood: -found.value, typical } : null;
}
