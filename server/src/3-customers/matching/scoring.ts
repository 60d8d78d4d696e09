import { EQUAL_CODE, type Level, MISSING_CODE, type Model, type Patterns } from './em.ts';

/** What the model says about each pattern. */
export interface Scores {
  /** Natural logarithm of the odds that the pair is one person. */
  readonly odds: Float64Array;
  /** The same without what is known before looking: above 0 the values speak for, below against. */
  readonly evidence: Float64Array;
}

/** Odds and evidence of each pattern. */
export function scorePatterns(model: Model, patterns: Patterns): Scores {
  const forOne = model.comparisons.map(({ levels }) => weightsByCode(levels, ({ m, u }) => m / u));
  const forHome = model.comparisons.map(({ levels }) => weightsByCode(levels, ({ h, u }) => h / u));
  const prior = priorOf(model);
  const evidence = new Float64Array(patterns.counts.length);
  for (const pattern of evidence.keys()) {
    let one = 0;
    let home = prior.home;
    for (let place = 0; place < patterns.width; place += 1) {
      const code = patterns.codes[pattern * patterns.width + place] ?? MISSING_CODE;
      one += forOne[place]?.[code] ?? 0;
      home += forHome[place]?.[code] ?? 0;
    }
    evidence[pattern] = one - logOnePlus(home);
  }
  return { evidence, odds: evidence.map((sum) => sum + prior.one) };
}

/** Logarithms of the odds of one person, and of one household, before looking. */
function priorOf({ matches, households, pairs }: Model): { readonly one: number; readonly home: number } {
  const strangers = Math.max(1, pairs - matches - households);
  return { one: Math.log(matches / strangers), home: Math.log(households / strangers) };
}

/** log(1 + e^x) without overflow. */
function logOnePlus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/** A frequency that was not met while learning weighs as the least telling equal value that was. */
function weightsByCode(levels: readonly Level[], ratio: (level: Level) => number): Float64Array {
  const table = new Float64Array(256);
  const equal = levels.filter(({ code }) => code >= EQUAL_CODE).map((level) => Math.log(ratio(level)));
  table.fill(equal.length === 0 ? 0 : Math.min(...equal), EQUAL_CODE);
  for (const level of levels) {
    table[level.code] = Math.log(ratio(level));
  }
  return table;
}

/** 0 to 1. */
export function probabilityOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

/** Where links begin, and why there. */
export interface Threshold {
  /** Pairs of this probability or more are linked. */
  readonly probability: number;
  readonly links: number;
  /** What the model itself expects of them. */
  readonly expectedPrecision: number;
  readonly expectedRecall: number;
}

/**
 * The lowest probability from which the pairs above it are expected to be right so often. The expectation is the mean
 * of their probabilities; recall is counted against all matches that the model expects.
 */
export function thresholdFor(
  patterns: Patterns,
  odds: Float64Array,
  options: { readonly precision: number; readonly least: number; readonly matches: number },
): Threshold {
  const order = Array.from(odds.keys()).sort((a, b) => (odds[b] ?? 0) - (odds[a] ?? 0) || a - b);
  let links = 0;
  let right = 0;
  let best: Threshold = { probability: 1, links: 0, expectedPrecision: 1, expectedRecall: 0 };
  for (const [at, place] of order.entries()) {
    const probability = probabilityOf(odds[place] ?? 0);
    if (probability < options.least) {
      break;
    }
    const count = patterns.counts[place] ?? 0;
    links += count;
    right += count * probability;
    const next = order[at + 1];
    const isLast = next === undefined || odds[next] !== odds[place];
    if (isLast && right / links >= options.precision) {
      best = {
        probability,
        links,
        expectedPrecision: right / links,
        expectedRecall: options.matches === 0 ? 0 : Math.min(1, right / options.matches),
      };
    }
  }
  return best;
}

/** One bar of the waterfall that explains a pair. */
export interface WeightPart {
  readonly comparison: string;
  readonly code: number;
  /** log2(m / u): bits for (above 0) or against. */
  readonly bits: number;
}

/** Why a pair has its probability: what was known before, and what each comparison adds, in bits. */
export interface PairExplanation {
  readonly priorBits: number;
  readonly parts: readonly WeightPart[];
  /** What is taken off because two people of one household would look the same; 0 or below. */
  readonly householdBits: number;
  readonly probability: number;
}

/** The waterfall of one pair; its bars add up to the odds of the probability, in bits. */
export function explainPair(model: Model, codes: Uint8Array): PairExplanation {
  const width = model.comparisons.length;
  const { evidence } = scorePatterns(model, { width, codes, counts: new Float64Array(1) });
  const parts = model.comparisons.map(({ name, levels }, place) => {
    const code = codes[place] ?? MISSING_CODE;
    return { comparison: name, code, bits: (weightsByCode(levels, ({ m, u }) => m / u)[code] ?? 0) / Math.LN2 };
  });
  const plain = parts.reduce((sum, { bits }) => sum + bits, 0);
  const odds = (evidence[0] ?? 0) + priorOf(model).one;
  return {
    priorBits: priorOf(model).one / Math.LN2,
    parts,
    householdBits: (evidence[0] ?? 0) / Math.LN2 - plain,
    probability: probabilityOf(odds),
  };
}
