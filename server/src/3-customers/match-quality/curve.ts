import { type LabelledPair, type Measure, measureAt } from '../reviews/measure.ts';

export interface CurvePoint {
  readonly threshold: number;
  readonly precision: Measure;
  readonly recall: Measure;
}

/** Where a threshold may lie; closer together where it usually does. */
export const CURVE_AT = [
  0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999,
] as const;

/** Precision and recall of each threshold by labelled pairs. */
export function curveOf(pairs: readonly LabelledPair[]): CurvePoint[] {
  return CURVE_AT.map((threshold) => ({ threshold, ...measureAt(pairs, threshold) }));
}
