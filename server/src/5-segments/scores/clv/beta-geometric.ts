import { lnBeta, lnGamma, lnSum } from '#kernel/pure/numeric/gamma.ts';
import { lnHypergeometric } from '#kernel/pure/numeric/hypergeometric.ts';
import { acrossOne, four, type ModelName, type PurchaseHistory, type PurchaseModel, shareAgainst } from './model.ts';

/** Below this the series in `total` has no logarithm, or no digits. */
const LEAST_TOTAL = 1e-6;

/**
 * total × (1 − (1−z)^A ₂F₁(A, B; total; z)). Where a + b is below 1, `total` is negative for who bought once: there the
 * relation between three neighbours (Abramowitz and Stegun 15.2.12) gives the product from two positive series.
 */
function timesLeft(A: number, B: number, total: number, z: number): number {
  const lnStay = A * Math.log1p(-z);
  const stays = (c: number): number => Math.exp(lnStay + lnHypergeometric(A, B, c, z));
  if (total > LEAST_TOTAL) {
    return total * -Math.expm1(lnStay + lnHypergeometric(A, B, total, z));
  }
  const c = total + 1;
  const near = c * (total - (2 * c - A - B - 1) * z) * stays(c);
  const far = (c - A) * (c - B) * z * stays(c + 1);
  return total - (near + far) / (c * (1 - z));
}

/**
 * The two beta-geometric models differ in one thing: whether somebody can also stop right after the first purchase.
 * `extra` is the chance to stop that a customer has had beside those after each repeat purchase: 0 (BG/NBD), 1 (MBG/NBD).
 */
function betaGeometric(name: ModelName, extra: 0 | 1): PurchaseModel {
  const canHaveStopped = ({ repeats }: PurchaseHistory): boolean => repeats + extra > 0;

  /** ln of: stopped after the last purchase, over: still buying. */
  const lnOdds = (parameters: readonly number[], history: PurchaseHistory): number => {
    const [r, alpha, a, b] = four(parameters);
    const { repeats, last, age } = history;
    return (
      Math.log(a) - Math.log(b + repeats + extra - 1) + (r + repeats) * (Math.log(alpha + age) - Math.log(alpha + last))
    );
  };

  return {
    name,
    parameters: ['r', 'alpha', 'a', 'b'],
    starts: (meanAge) => [
      [0.5, meanAge / 4, 0.8, 2],
      [1, meanAge, 1, 5],
      [0.2, meanAge / 10, 0.5, 1],
    ],
    lnLikelihood(parameters, history) {
      const [r, alpha, a, b] = four(parameters);
      const { repeats, age } = history;
      const bought = lnGamma(r + repeats) - lnGamma(r) + r * Math.log(alpha) - (r + repeats) * Math.log(alpha + age);
      const stayed = lnBeta(a, b + repeats + extra) - lnBeta(a, b);
      return bought + stayed + (canHaveStopped(history) ? lnSum(0, lnOdds(parameters, history)) : 0);
    },
    alive: (parameters, history) => (canHaveStopped(history) ? shareAgainst(lnOdds(parameters, history)) : 1),
    expected(parameters, history, weeks) {
      const [r, alpha, given, b] = four(parameters);
      const { repeats, age } = history;
      const alive = this.alive(parameters, history);
      return acrossOne(given, (a) => {
        const total = a + b + repeats + extra - 1;
        const times = timesLeft(r + repeats, b + repeats + extra, total, weeks / (alpha + age + weeks));
        return Math.max(0, (alive * times) / (a - 1));
      });
    },
    expectedOfNew(parameters, weeks) {
      const [r, alpha, given, b] = four(parameters);
      return acrossOne(given, (a) => {
        const total = a + b + extra - 1;
        const times = timesLeft(r, b + extra, total, weeks / (alpha + weeks));
        // Of those who could have stopped at once, only the others buy again.
        const share = extra === 0 ? 1 : b / (a + b);
        return Math.max(0, (share * times) / (a - 1));
      });
    },
  };
}

/** Fader, Hardie and Lee 2005, "Counting your customers" the easy way, equations 6 to 10. */
export const bgNbd = betaGeometric('bg-nbd', 0);

/** Batislam, Denizel and Filiztekin 2007: as BG/NBD, but one may also stop right after the first purchase. */
export const mbgNbd = betaGeometric('mbg-nbd', 1);

/** P(X(t) = n) of BG/NBD: that a new customer makes n repeat purchases in the first weeks (equation 8). */
export function probabilityOfCount(parameters: readonly number[], weeks: number, n: number): number {
  const [r, alpha, a, b] = four(parameters);
  const lnStay = r * (Math.log(alpha) - Math.log(alpha + weeks));
  const lnPast = Math.log(weeks) - Math.log(alpha + weeks);
  const lnCount = (j: number): number => lnGamma(r + j) - lnGamma(r) - lnGamma(j + 1) + lnStay + j * lnPast;
  const stayed = Math.exp(lnBeta(a, b + n) - lnBeta(a, b) + lnCount(n));
  if (n === 0) {
    return stayed;
  }
  let fewer = 0;
  for (let j = 0; j < n; j += 1) {
    fewer += Math.exp(lnCount(j));
  }
  return stayed + Math.exp(lnBeta(a + 1, b + n - 1) - lnBeta(a, b)) * (1 - fewer);
}
