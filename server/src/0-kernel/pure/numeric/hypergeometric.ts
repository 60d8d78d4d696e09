import { lnGamma } from './gamma.ts';

/** Beyond so many terms the rest is taken for the geometric series that it then nearly is. */
const MOST_TERMS = 100_000;
const ENOUGH = 1e-15;
/** Above this Euler's transformation needs fewer terms when it makes them fall faster. */
const NEAR_ONE = 0.5;

/**
 * ln ₂F₁(a, b; c; z) of Gauss for a, b ≥ 0, c > 0 and 0 ≤ z < 1, where every term of the series is positive: Abramowitz
 * and Stegun 15.1.1, near 1 by Euler's transformation 15.3.3 where c − a and c − b are not negative.
 */
export function lnHypergeometric(a: number, b: number, c: number, z: number): number {
  if (z === 0) {
    return 0;
  }
  const isEulerPositive = c - a >= 0 && c - b >= 0;
  if (z > NEAR_ONE && isEulerPositive && c < a + b) {
    return (c - a - b) * Math.log1p(-z) + lnSeries(c - a, c - b, c, z);
  }
  return lnSeries(a, b, c, z);
}

/** Where the terms are largest: they rise up to it and fall from there. */
function peakOf(a: number, b: number, c: number, z: number): number {
  const middle = c + 1 - (a + b) * z;
  const inside = middle * middle - 4 * (1 - z) * (c - a * b * z);
  return inside <= 0 ? 0 : Math.max(0, Math.floor((Math.sqrt(inside) - middle) / (2 * (1 - z))));
}

function lnSeries(a: number, b: number, c: number, z: number): number {
  if (a === 0 || b === 0) {
    return 0;
  }
  const peak = peakOf(a, b, c, z);
  const ratio = (n: number): number => (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
  // In multiples of the largest term, from it both ways.
  let sum = 1;
  let term = 1;
  for (let n = peak; n < peak + MOST_TERMS; n += 1) {
    const next = ratio(n);
    term *= next;
    sum += term;
    if (term * next <= ENOUGH * sum * (1 - next)) {
      term = 0;
      break;
    }
  }
  sum += (term * z) / (1 - z);
  term = 1;
  for (let n = peak - 1; n >= 0 && term > ENOUGH * sum; n -= 1) {
    term /= ratio(n);
    sum += term;
  }
  return lnTerm(a, b, c, z, peak) + Math.log(sum);
}

function lnTerm(a: number, b: number, c: number, z: number, n: number): number {
  if (n === 0) {
    return 0;
  }
  const rising = (from: number): number => lnGamma(from + n) - lnGamma(from);
  return rising(a) + rising(b) - rising(c) - lnGamma(n + 1) + n * Math.log(z);
}
