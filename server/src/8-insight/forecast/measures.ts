/** What was foreseen and what came. */
export interface Case {
  readonly foreseen: number;
  readonly actual: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Sum of the errors ÷ sum of what came; null where nothing came. */
export function wape(cases: readonly Case[]): number | null {
  const came = sum(cases.map(({ actual }) => Math.abs(actual)));
  return came === 0 ? null : sum(cases.map(({ foreseen, actual }) => Math.abs(foreseen - actual))) / came;
}

/** Mean of error ÷ what came, over those that were not 0; null without any. */
export function mape(cases: readonly Case[]): number | null {
  const parts = cases
    .filter(({ actual }) => actual !== 0)
    .map(({ foreseen, actual }) => Math.abs((foreseen - actual) / actual));
  return parts.length === 0 ? null : sum(parts) / parts.length;
}

/** Mean error ÷ `scale`, the mean error of the naive way one step ahead (Hyndman and Koehler 2006); null for a scale of 0. */
export function mase(cases: readonly Case[], scale: number): number | null {
  return scale === 0 || cases.length === 0
    ? null
    : sum(cases.map(({ foreseen, actual }) => Math.abs(foreseen - actual))) / cases.length / scale;
}

/** The mean change from season to season (without seasons, from value to value). */
export function naiveScale(values: readonly number[], season: number): number {
  const changes = values.slice(season).map((value, at) => Math.abs(value - (values[at] ?? 0)));
  return changes.length === 0 ? 0 : sum(changes) / changes.length;
}

/**
 * Half the width of an interval that holds `share` of what comes, by the errors of the past (conformal: with n of them
 * the ⌈(n + 1) · share⌉-th smallest); null where there are too few to say.
 */
export function halfWidth(errors: readonly number[], share: number): number | null {
  const rank = Math.ceil((errors.length + 1) * share);
  return rank > errors.length ? null : (errors.toSorted((a, b) => a - b)[rank - 1] ?? null);
}
