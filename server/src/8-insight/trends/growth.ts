/** What a change comes to, and whether it is more than chance. */
export const VERDICTS = ['rising', 'falling', 'steady', 'few'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Growth {
  /** People now ÷ people then, over as many days; null where there was nobody then. */
  readonly ratio: number | null;
  /** Interval of 99 %: with dozens of categories one in twenty would shout by chance. `high` null: without an upper end. */
  readonly low: number;
  readonly high: number | null;
  readonly verdict: Verdict;
}

/** The quantile of the normal distribution that leaves half a percent on each side. */
const Z = 2.5758293035489004;
/** Fewer people in both spans together say nothing, however they are spread. */
export const LEAST_PEOPLE = 20;

/**
 * Growth of a number of people over two spans of the same length: given all of them, how many are of now is binomial;
 * Wilson's interval of that share, as odds, is the interval of the ratio.
 */
export function growthOf(now: number, then: number): Growth {
  const all = now + then;
  if (all === 0) {
    return { ratio: null, low: 0, high: null, verdict: 'few' };
  }
  const share = now / all;
  const middle = share + (Z * Z) / (2 * all);
  const half = Z * Math.sqrt((share * (1 - share)) / all + (Z * Z) / (4 * all * all));
  const scale = 1 + (Z * Z) / all;
  const low = now === 0 ? 0 : Math.max(0, (middle - half) / scale);
  const high = then === 0 ? 1 : Math.min(1, (middle + half) / scale);
  const odds = (part: number): number => part / (1 - part);
  const growth = { ratio: then === 0 ? null : now / then, low: odds(low), high: high >= 1 ? null : odds(high) };
  return { ...growth, verdict: verdictOf(growth, all) };
}

function verdictOf({ low, high }: Pick<Growth, 'low' | 'high'>, all: number): Verdict {
  if (all < LEAST_PEOPLE) {
    return 'few';
  }
  return low > 1 ? 'rising' : high !== null && high < 1 ? 'falling' : 'steady';
}

/** How much more it grew than everything together; null where there is nothing to compare. */
export function againstAll(part: Pick<Growth, 'ratio'>, all: Pick<Growth, 'ratio'>): number | null {
  return part.ratio === null || all.ratio === null || all.ratio === 0 ? null : part.ratio / all.ratio;
}
