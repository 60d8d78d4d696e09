/** Lanczos's coefficients for g = 7, n = 9 (Godfrey 2001): about 15 digits for positive arguments. */
const G = 7;
const COEFFICIENTS = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_571_6e-6,
  1.505_632_735_149_311_6e-7,
] as const;
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
/** From here on Stirling's series has more digits than Lanczos's sum. */
const STIRLING_FROM = 15;

/** ln Γ(x) for x > 0; NaN otherwise. */
export function lnGamma(x: number): number {
  if (!(x > 0)) {
    return Number.NaN;
  }
  if (x >= STIRLING_FROM) {
    const inverse = 1 / x;
    const square = inverse * inverse;
    const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
    return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + series;
  }
  if (x < 0.5) {
    // Γ(x) = Γ(x + 1) / x keeps the digits that the sum loses near 0.
    return lnGamma(x + 1) - Math.log(x);
  }
  let sum: number = COEFFICIENTS[0];
  for (let n = 1; n < COEFFICIENTS.length; n += 1) {
    sum += (COEFFICIENTS[n] ?? 0) / (x - 1 + n);
  }
  const t = x - 0.5 + G;
  return HALF_LOG_TWO_PI + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), for a, b > 0. */
export function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

/** ln(e^a + e^b) without overflow; −∞ stands for a summand that is not there. */
export function lnSum(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === Number.NEGATIVE_INFINITY ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}

/** ln(e^a − e^b) for a ≥ b; −∞ where they are equal. */
export function lnDifference(a: number, b: number): number {
  return a <= b ? Number.NEGATIVE_INFINITY : a + Math.log(-Math.expm1(b - a));
}
