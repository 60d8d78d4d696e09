import { lnSum } from './gamma.ts';

/** Places and weights of Gauss and Legendre's rule of 16 points on [−1, 1] (Abramowitz and Stegun 25.4); the other half mirrors them. */
const NODES = [
  [0.989_400_934_991_649_94, 0.027_152_459_411_754_058],
  [0.944_575_023_073_232_6, 0.062_253_523_938_647_776],
  [0.865_631_202_387_831_76, 0.095_158_511_682_492_897],
  [0.755_404_408_355_003, 0.124_628_971_255_533_95],
  [0.617_876_244_402_643_77, 0.149_595_988_816_576_82],
  [0.458_016_777_657_227_37, 0.169_156_519_395_002_56],
  [0.281_603_550_779_258_92, 0.182_603_415_044_923_61],
  [0.095_012_509_837_637_441, 0.189_450_610_455_068_47],
] as const;
/** A piece is no longer than this, and at first so short that the function changes by no more than e². */
const LONGEST = 1;
const FIRST_CHANGE = 2;
/** What is left adds nothing once the pieces have become so much smaller than the sum. */
const NEGLIGIBLE = -45;

/**
 * ln ∫ e^f(u) du between two places, for a smooth f whose slope nowhere exceeds `steepest`: pieces that double in length
 * from the beginning, each by Gauss and Legendre's rule; −∞ where there is nothing between the places.
 */
export function lnIntegral(f: (u: number) => number, [from, to]: readonly [number, number], steepest: number): number {
  let sum = Number.NEGATIVE_INFINITY;
  let length = Math.min(LONGEST, FIRST_CHANGE / steepest);
  for (let at = from; at < to; ) {
    const end = Math.min(to, at + length);
    const piece = lnPiece(f, at, end);
    sum = lnSum(sum, piece);
    const isFalling = f(end) < f(at);
    if (isFalling && piece - sum < NEGLIGIBLE) {
      break;
    }
    at = end;
    length = Math.min(LONGEST, length * 2);
  }
  return sum;
}

function lnPiece(f: (u: number) => number, from: number, to: number): number {
  const middle = (from + to) / 2;
  const half = (to - from) / 2;
  const top = Math.max(f(from), f(middle), f(to));
  let sum = 0;
  for (const [place, weight] of NODES) {
    sum += weight * (Math.exp(f(middle - half * place) - top) + Math.exp(f(middle + half * place) - top));
  }
  return top + Math.log(sum) + Math.log(half);
}
