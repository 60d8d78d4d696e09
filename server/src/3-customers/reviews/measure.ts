/** A pair that somebody decided: what the score said and what the person said. */
export interface LabelledPair {
  readonly score: number;
  readonly same: boolean;
  /** How many pairs it stands for. */
  readonly standsFor: number;
}

export interface Measure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly right: number;
  readonly all: number;
}

/** Of the pairs that the threshold would have merged, how many are one person; and how many of those who are one it finds. */
export function measureAt(
  pairs: readonly LabelledPair[],
  threshold: number,
): { readonly precision: Measure; readonly recall: Measure } {
  const sum = (of: (pair: LabelledPair) => boolean): number =>
    pairs.reduce((total, pair) => total + (of(pair) ? pair.standsFor : 0), 0);
  const found = (pair: LabelledPair): boolean => pair.score >= threshold;
  const right = sum((pair) => found(pair) && pair.same);
  return {
    precision: share(right, sum(found)),
    recall: share(
      right,
      sum((pair) => pair.same),
    ),
  };
}

const Z = 1.96;

/** With the interval of Wilson, which holds for few and for shares near one. */
function share(right: number, all: number): Measure {
  if (all === 0) {
    return { value: null, low: null, high: null, right, all };
  }
  const value = right / all;
  const middle = value + Z ** 2 / (2 * all);
  const width = Z * Math.sqrt((value * (1 - value)) / all + Z ** 2 / (4 * all ** 2));
  const scale = 1 + Z ** 2 / all;
  const bound = (x: number): number => Math.min(1, Math.max(0, x / scale));
  return { value, low: bound(middle - width), high: bound(middle + width), right, all };
}
