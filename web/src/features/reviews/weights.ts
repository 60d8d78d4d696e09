import type { ReviewPair } from '@zhike/server/contracts';

/** One step of the waterfall, in bits. */
export interface Step {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly weight: number;
  /** Where the bar begins and ends, between 0 and 1 of the width. */
  readonly from: number;
  readonly to: number;
}

export interface Waterfall {
  readonly steps: readonly Step[];
  /** Where neither speaks for nor against, and where all of it ends. */
  readonly zero: number;
  readonly end: number;
  readonly total: number;
}

type Weight = ReviewPair['weights'][number];

/** Weights one after the other, each from where the one before ended. Those that were not measured are left out. */
export function waterfallOf(weights: readonly Weight[], locale: 'zh-CN' | 'en'): Waterfall {
  const measured = weights.flatMap(({ weight, ...rest }) =>
    weight === null || weight === 0 ? [] : [{ ...rest, weight }],
  );
  const ends = measured.reduce<number[]>((sums, { weight }) => [...sums, (sums.at(-1) ?? 0) + weight], []);
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  const place = (value: number): number => (value - low) / (high - low || 1);
  const steps = measured.map(({ field, label, levelLabel, weight }, index) => ({
    id: `${field}:${index}`,
    name: label[locale],
    note: levelLabel[locale],
    weight,
    from: place(index === 0 ? 0 : (ends[index - 1] ?? 0)),
    to: place(ends[index] ?? 0),
  }));
  const total = ends.at(-1) ?? 0;
  return { steps, zero: place(0), end: place(total), total };
}

/** How likely, as people read it: never quite certain. */
export function likelihoodText(score: number): string {
  const percent = Math.min(99.9, Math.max(0.1, score * 100));
  return `${percent >= 99 || percent < 10 ? percent.toFixed(1) : Math.round(percent)}%`;
}
