import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComparisonCounts, learn, type Patterns } from './em.ts';
import { explainPair, probabilityOf, scorePatterns, thresholdFor } from './scoring.ts';

const [DIFFERENT, EQUAL] = [1, 16];

interface World {
  readonly m: readonly number[];
  readonly u: readonly number[];
  readonly matches: number;
  readonly pairs: number;
}

/** Expected counts of all patterns of comparisons that are equal or different, independent of each other. */
function patternsOf({ m, u, matches, pairs }: World): Patterns {
  const width = m.length;
  const size = 2 ** width;
  const codes = new Uint8Array(size * width);
  const counts = new Float64Array(size);
  for (let pattern = 0; pattern < size; pattern += 1) {
    let [one, two] = [matches, pairs - matches];
    for (let place = 0; place < width; place += 1) {
      const isEqual = (pattern & (1 << place)) !== 0;
      codes[pattern * width + place] = isEqual ? EQUAL : DIFFERENT;
      one *= isEqual ? m[place]! : 1 - m[place]!;
      two *= isEqual ? u[place]! : 1 - u[place]!;
    }
    counts[pattern] = Math.round(one + two);
  }
  return { width, codes, counts };
}

function countsOf({ m, u, matches, pairs }: World, place: number): ComparisonCounts {
  const equal = matches * m[place]! + (pairs - matches) * u[place]!;
  return {
    name: `c${place}`,
    isShared: false,
    seen: new Map([
      [DIFFERENT, pairs - equal],
      [EQUAL, equal],
    ]),
    grain: new Map(),
    shares: new Map([[EQUAL, 1]]),
  };
}

const WORLD: World = { m: [0.9, 0.8, 0.95, 0.7], u: [0.001, 0.02, 0.005, 0.01], matches: 4000, pairs: 12_500_000 };
const ALL = { pairs: WORLD.pairs, firstMatches: 1500, withHouseholds: false };
const comparisons = [0, 1, 2, 3].map((place) => countsOf(WORLD, place));

/** Only the pairs that agree in the first or the third comparison, as blocking would find them. */
function blocked(patterns: Patterns): Patterns {
  const kept = [...patterns.counts.keys()].filter(
    (pattern) => patterns.codes[pattern * 4] === EQUAL || patterns.codes[pattern * 4 + 2] === EQUAL,
  );
  return {
    width: 4,
    codes: Uint8Array.from(kept.flatMap((pattern) => [...patterns.codes.subarray(pattern * 4, pattern * 4 + 4)])),
    counts: Float64Array.from(kept, (pattern) => patterns.counts[pattern]!),
  };
}

describe('learning who is one person from counted patterns', () => {
  it('finds the probabilities that made the data', () => {
    const model = learn(patternsOf(WORLD), comparisons, ALL);
    expect(model.matches).toBeCloseTo(4000, -2);
    for (const [place, { levels }] of model.comparisons.entries()) {
      const equal = levels.find(({ code }) => code === EQUAL)!;
      expect(equal.m).toBeCloseTo(WORLD.m[place]!, 1);
      expect(equal.u / WORLD.u[place]!).toBeCloseTo(1, 1);
    }
  });

  it('[C009] finds them from blocked pairs too, because strangers are known from random pairs; without that it fails', () => {
    const candidates = blocked(patternsOf(WORLD));
    const model = learn(candidates, comparisons, ALL);
    expect(model.matches / 4000).toBeCloseTo(1, 1);
    // The trap: the candidates taken for the population, and u counted among them.
    const within = candidates.counts.reduce((sum, count) => sum + count, 0);
    const ofBlocks = comparisons.map((each, place) => {
      const equal = candidates.counts.reduce(
        (sum, count, pattern) => sum + (candidates.codes[pattern * 4 + place] === EQUAL ? count : 0),
        0,
      );
      return {
        ...each,
        seen: new Map([
          [DIFFERENT, within - equal],
          [EQUAL, equal],
        ]),
      };
    });
    const trapped = learn(candidates, ofBlocks, { ...ALL, pairs: within });
    expect(Math.abs(trapped.matches / 4000 - 1)).toBeGreaterThan(1);
  });

  it('ends at the same place from a tenth and from ten times of the first guess, and gives the same numbers twice', () => {
    const patterns = patternsOf(WORLD);
    const [low, high] = [150, 15_000].map((firstMatches) => learn(patterns, comparisons, { ...ALL, firstMatches }));
    expect(low!.matches / high!.matches).toBeCloseTo(1, 3);
    expect(learn(patterns, comparisons, ALL)).toEqual(learn(patterns, comparisons, ALL));
  });

  it('gives finite numbers for nothing at all, and for a pair that agrees in everything', () => {
    const none: Patterns = { width: 4, codes: new Uint8Array(0), counts: new Float64Array(0) };
    expect(Number.isFinite(learn(none, comparisons, ALL).matches)).toBe(true);
    const one: Patterns = { width: 4, codes: new Uint8Array([16, 16, 16, 16]), counts: new Float64Array([1]) };
    const model = learn(one, comparisons, { ...ALL, pairs: 1, firstMatches: 0.3 });
    expect(scorePatterns(model, one).odds.every(Number.isFinite)).toBe(true);
  });

  it('keeps two people of one household apart when only their persons differ', () => {
    // Place 0 and 1 are shared at home (address, surname); 2 and 3 are the person's own.
    const patterns: Patterns = {
      width: 4,
      codes: new Uint8Array([16, 16, 16, 16, 16, 16, 1, 1, 1, 1, 1, 1, 16, 16, 0, 16]),
      counts: new Float64Array([800, 300, 1_000_000, 40]),
    };
    const counts = [0, 1, 2, 3].map((place): ComparisonCounts => {
      const equal = place < 2 ? 1140 + 20 : 840 + 2000;
      const seen = new Map([
        [DIFFERENT, 1_001_140 - equal],
        [EQUAL, equal],
      ]);
      return { name: `c${place}`, isShared: place < 2, seen, grain: new Map(), shares: new Map([[EQUAL, 1]]) };
    });
    const options = { pairs: 1_001_140, firstMatches: 300 };
    const apart = learn(patterns, counts, { ...options, withHouseholds: true });
    expect(apart.households).toBeGreaterThan(200);
    expect(probabilityOf(scorePatterns(apart, patterns).odds[1]!)).toBeLessThan(0.1);
    expect(probabilityOf(scorePatterns(apart, patterns).odds[0]!)).toBeGreaterThan(0.99);
    expect(probabilityOf(scorePatterns(apart, patterns).odds[3]!)).toBeGreaterThan(0.9);
  });
});

describe('what a pair is told', () => {
  const patterns = patternsOf(WORLD);
  const model = learn(patterns, comparisons, ALL);
  const { odds } = scorePatterns(model, patterns);

  it('[C009] adds up: what was known before and the bits of each comparison make the probability', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1, 16), { minLength: 4, maxLength: 4 }), (codes) => {
        const { priorBits, parts, householdBits, probability } = explainPair(model, Uint8Array.from(codes));
        const bits = parts.reduce((sum, part) => sum + part.bits, priorBits + householdBits);
        expect(1 / (1 + 2 ** -bits)).toBeCloseTo(probability, 9);
      }),
    );
  });

  it('says nothing about what is missing, speaks for what is equal and against what differs', () => {
    const { parts } = explainPair(model, new Uint8Array([0, 16, 1, 16]));
    expect(parts.map(({ bits }) => Math.sign(bits))).toEqual([0, 1, -1, 1]);
  });

  it('begins links at the lowest probability that still promises the precision', () => {
    const threshold = thresholdFor(patterns, odds, { precision: 0.99, least: 0.5, matches: model.matches });
    const above = [...odds.keys()].filter((place) => probabilityOf(odds[place]!) >= threshold.probability);
    const links = above.reduce((sum, place) => sum + patterns.counts[place]!, 0);
    expect(threshold.links).toBe(links);
    expect(threshold.expectedPrecision).toBeGreaterThanOrEqual(0.99);
    expect(thresholdFor(patterns, odds, { precision: 1.1, least: 0.5, matches: 1 })).toMatchObject({
      links: 0,
      probability: 1,
    });
  });
});
