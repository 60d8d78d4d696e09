import { FEATURES, type Feature, type Raw } from './features.ts';

/**
 * How values become places that can be compared: a value is on the level of the thresholds that it has reached, and
 * each level has a score, in thousandths of a standard deviation of the logarithms. All of it is whole numbers, so that
 * both stores put everybody into the same cluster.
 */
export interface FeatureScale {
  /** Ascending. */
  readonly thresholds: readonly number[];
  /** One more than there are thresholds. */
  readonly scores: readonly number[];
}
export type Scale = Readonly<Record<Feature, FeatureScale>>;
export type Point = readonly number[];

const LEVELS = 64;
const UNIT = 1000;

function featureScale(values: readonly number[]): FeatureScale {
  const logs = values.map((value) => Math.log1p(value));
  const low = logs.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  const high = logs.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
  const mean = logs.reduce((sum, each) => sum + each, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / logs.length);
  if (values.length === 0 || deviation === 0) {
    return { thresholds: [], scores: [0] };
  }
  const steps = Array.from({ length: LEVELS }, (_, step) => low + ((high - low) * (step + 1)) / LEVELS);
  // Small counts have fewer values than there are levels.
  const thresholds = [...new Set(steps.map((log) => Math.round(Math.expm1(log))))].filter((at) => at > Math.expm1(low));
  const ends = [low, ...thresholds.map((at) => Math.log1p(at))];
  return { thresholds, scores: ends.map((log) => Math.round(((log - mean) / deviation) * UNIT)) };
}

/** The scale of a sample: every feature counts alike, whatever its unit. */
export function scaleOf(sample: readonly Raw[]): Scale {
  return {
    recency: featureScale(sample.map(({ recency }) => recency)),
    purchases: featureScale(sample.map(({ purchases }) => purchases)),
    net: featureScale(sample.map(({ net }) => net)),
    breadth: featureScale(sample.map(({ breadth }) => breadth)),
  };
}

/** Where a customer stands. */
export function pointOf(raw: Raw, scale: Scale): Point {
  return FEATURES.map((feature) => {
    const { thresholds, scores } = scale[feature];
    const level = thresholds.filter((at) => at <= raw[feature]).length;
    return scores[level] ?? 0;
  });
}

/** The place of the nearest centre, the first of several equally near. */
export function nearest(point: Point, centres: readonly Point[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const [place, centre] of centres.entries()) {
    const away = distance(point, centre);
    if (away < least) {
      [best, least] = [place, away];
    }
  }
  return best;
}

/** Squared. */
export function distance(a: Point, b: Point): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) {
    sum += ((a[at] ?? 0) - (b[at] ?? 0)) ** 2;
  }
  return sum;
}
