import { lnDifference, lnGamma, lnSum } from '#kernel/pure/numeric/gamma.ts';
import { lnHypergeometric } from '#kernel/pure/numeric/hypergeometric.ts';
import { lnIntegral } from '#kernel/pure/numeric/integral.ts';
import { acrossOne, four, type PurchaseHistory, type PurchaseModel, shareAgainst } from './model.ts';

/** The series of the closed form takes ever more terms beyond this; there the integral that it stands for is summed. */
const SERIES_UP_TO = 0.8;

/** ln of the part of the likelihood in which the customer stopped between the last purchase and now. */
function lnStopped(parameters: readonly number[], history: PurchaseHistory): number {
  const [r, alpha, s, beta] = four(parameters);
  const { repeats, last, age } = history;
  const sum = r + s + repeats;
  const most = Math.max(alpha, beta);
  const least = Math.min(alpha, beta);
  if ((most - least) / (most + last) > SERIES_UP_TO) {
    return lnStoppedBySum(parameters, history);
  }
  const side = alpha >= beta ? s + 1 : r + repeats;
  const part = (at: number): number =>
    lnHypergeometric(sum, side, sum + 1, (most - least) / (most + at)) - sum * Math.log(most + at);
  return Math.log(s) - Math.log(sum) + lnDifference(part(last), part(age));
}

/**
 * The same as ∫ s (α+τ)^−(r+x) (β+τ)^−(s+1) dτ from the last purchase to now, over u = ln(min(α, β) + τ), in which the
 * integrand changes by no more than e^(r+s+x+1) for each unit.
 */
function lnStoppedBySum(parameters: readonly number[], { repeats, last, age }: PurchaseHistory): number {
  const [r, alpha, s, beta] = four(parameters);
  const least = Math.min(alpha, beta);
  const lnDensity = (u: number): number => {
    const grown = Math.exp(u);
    const since = Math.log(grown + (alpha - least));
    return u - (r + repeats) * since - (s + 1) * Math.log(grown + (beta - least));
  };
  return Math.log(s) + lnIntegral(lnDensity, [Math.log(least + last), Math.log(least + age)], r + s + repeats + 1);
}

/** ln of the part in which the customer still buys. */
function lnStays(parameters: readonly number[], { repeats, age }: PurchaseHistory): number {
  const [r, alpha, s, beta] = four(parameters);
  return -(r + repeats) * Math.log(alpha + age) - s * Math.log(beta + age);
}

/** What is left of a rate after some weeks: ∫ (β/(β+u))^s du over them, divided by β; s = 1 has a gap of its own. */
function lasting(given: number, from: number, weeks: number): number {
  return acrossOne(given, (s) => -Math.expm1((s - 1) * (Math.log(from) - Math.log(from + weeks))) / (s - 1));
}

/** Schmittlein, Morrison and Colombo 1987; the likelihood as Fader and Hardie 2005, "A note on deriving", write it. */
export const paretoNbd: PurchaseModel = {
  name: 'pareto-nbd',
  parameters: ['r', 'alpha', 's', 'beta'],
  starts: (meanAge) => [
    [0.5, meanAge / 4, 0.5, meanAge / 3],
    [1, meanAge, 0.8, meanAge],
    [0.3, meanAge / 10, 0.3, meanAge / 10],
  ],
  lnLikelihood(parameters, history) {
    const [r, alpha, s, beta] = four(parameters);
    const { repeats } = history;
    const both = lnSum(lnStays(parameters, history), lnStopped(parameters, history));
    return lnGamma(r + repeats) - lnGamma(r) + r * Math.log(alpha) + s * Math.log(beta) + both;
  },
  alive: (parameters, history) => shareAgainst(lnStopped(parameters, history) - lnStays(parameters, history)),
  expected(parameters, history, weeks) {
    const [r, alpha, s, beta] = four(parameters);
    const { repeats, age } = history;
    const rate = (r + repeats) / (alpha + age);
    return this.alive(parameters, history) * rate * (beta + age) * lasting(s, beta + age, weeks);
  },
  expectedOfNew(parameters, weeks) {
    const [r, alpha, s, beta] = four(parameters);
    return (r / alpha) * beta * lasting(s, beta, weeks);
  },
};
