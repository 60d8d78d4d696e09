/** 95 % of the time the truth lies inside. */
const Z = 1.959_963_985;

export interface Estimate {
  readonly count: number;
  readonly interval: { readonly low: number; readonly high: number };
}

/**
 * What a count in a sample says about everybody: Wilson's interval for the share, narrowed by how much of everybody
 * the sample is (Cochran, Sampling Techniques, 1977, §2.6), never outside of what the sample itself proves.
 */
export function estimate(given: { readonly hits: number; readonly sampled: number; readonly total: number }): Estimate {
  const { hits, sampled, total } = given;
  if (sampled === 0 || sampled >= total) {
    const count = sampled === 0 ? 0 : hits;
    return { count, interval: { low: count, high: sampled === 0 ? total : count } };
  }
  const share = hits / sampled;
  const correction = (total - sampled) / (total - 1);
  const z2 = (Z * Z * correction) / sampled;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = Math.sqrt(z2 * share * (1 - share) + (z2 * z2) / 4) / (1 + z2);
  const least = hits;
  const most = total - (sampled - hits);
  const within = (value: number): number => Math.min(most, Math.max(least, Math.round(value)));
  return {
    count: within(share * total),
    interval: { low: within((middle - half) * total), high: within((middle + half) * total) },
  };
}

/** Customers that a first answer looks at. */
const SAMPLE = 40_000;
/** Parts into which customers fall by their hash. */
export const BUCKETS = 1024;

/** How many of the parts a first answer takes; null when that would be nearly everybody. */
export function sampleOf(total: number): number | null {
  const take = Math.ceil((SAMPLE / Math.max(total, 1)) * BUCKETS);
  return take * 2 >= BUCKETS ? null : take;
}
