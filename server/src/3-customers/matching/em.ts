/** Codes of a comparison below this one are levels; from here on the values are equal, and the code says how frequent the value is. */
export const EQUAL_CODE = 16;
/** Code of a comparison where either value is missing: it says nothing for or against. */
export const MISSING_CODE = 0;

/** What is counted about one comparison before anything is learned. All counts are pairs of records. */
export interface ComparisonCounts {
  readonly name: string;
  /** Whether people who live together agree in it although they are two. */
  readonly isShared: boolean;
  /** Per code: how many of all pairs have it. Exact for equal values, scaled up from random pairs for the others. */
  readonly seen: ReadonlyMap<number, number>;
  /** Per code: the least number of pairs that the count can tell apart from none. */
  readonly grain: ReadonlyMap<number, number>;
  /** Per code of equal values: records whose value is that frequent. */
  readonly shares: ReadonlyMap<number, number>;
}

/** Candidate pairs by comparison pattern: pattern `i` has the codes `codes[i * width … ]` and occurs `counts[i]` times. */
export interface Patterns {
  readonly width: number;
  readonly codes: Uint8Array;
  readonly counts: Float64Array;
}

/** Probabilities of one code: among pairs of one person (m), of two strangers (u), of two people of one household (h). */
export interface Level {
  readonly code: number;
  readonly m: number;
  readonly u: number;
  readonly h: number;
}

/** What was learned: comparisons with their levels, and how many of all pairs are of which kind. */
export interface Model {
  readonly comparisons: readonly { readonly name: string; readonly levels: readonly Level[] }[];
  readonly pairs: number;
  /** Expected pairs of one person. */
  readonly matches: number;
  /** Expected pairs of two people who live together; 0 when the data cannot tell. */
  readonly households: number;
  readonly rounds: number;
}

const MAX_ROUNDS = 500;
const SETTLED = 1e-7;
/** Pseudo-counts: no level becomes impossible because it was not met among few matches. */
const LEVEL_PRIOR = 0.5;
/** So many pseudo-matches say that matches agree on values as frequent as the records' own. */
const SHARE_PRIOR = 10;
/** What matches look like before anything was learned: equal, alike, different. */
const FIRST = { equal: 0.8, alike: 0.15, different: 0.05 } as const;
/** Households before anything was learned, for each match. */
const FIRST_HOUSEHOLDS = 0.1;

interface Column {
  readonly counts: ComparisonCounts;
  /** Codes that occur, ascending. */
  readonly codes: readonly number[];
  readonly m: Float64Array;
  readonly u: Float64Array;
  readonly h: Float64Array;
}

interface State {
  matches: number;
  households: number;
  readonly pairs: number;
  /** Expected matches and households of each pattern. */
  readonly matched: Float64Array;
  readonly housed: Float64Array;
}

/**
 * Learns m, h and how many pairs are of which kind by expectation maximisation over counted patterns (Winkler 1988
 * after Fellegi & Sunter 1969). All pairs of the data take part: those that are no candidates count as strangers, so
 * that the blocks do not pass for the population. What random pairs and frequencies say about all pairs holds in
 * every round: u is what is left of it once the expected matches and households are taken off.
 */
export function learn(
  patterns: Patterns,
  comparisons: readonly ComparisonCounts[],
  options: { readonly pairs: number; readonly firstMatches: number; readonly withHouseholds: boolean },
): Model {
  const columns = comparisons.map((counts, place) => firstColumn(counts, patterns, place));
  const state: State = {
    matches: options.firstMatches,
    households: options.withHouseholds ? options.firstMatches * FIRST_HOUSEHOLDS : 0,
    pairs: options.pairs,
    matched: new Float64Array(patterns.counts.length),
    housed: new Float64Array(patterns.counts.length),
  };
  let rounds = 0;
  for (let isSettled = false; rounds < MAX_ROUNDS && !isSettled; rounds += 1) {
    const before = state.matches;
    expect(patterns, columns, state);
    for (const [place, column] of columns.entries()) {
      maximise(column, {
        matched: sumByCode(patterns, place, state.matched),
        housed: sumByCode(patterns, place, state.housed),
      });
    }
    isSettled = Math.abs(state.matches - before) / Math.max(state.matches, 1) < SETTLED;
  }
  return {
    comparisons: columns.map(({ counts, codes, m, u, h }) => ({
      name: counts.name,
      levels: codes.map((code, place) => ({
        code,
        m: m[place] ?? 0,
        u: u[place] ?? 0,
        h: (counts.isShared ? h[place] : u[place]) ?? 0,
      })),
    })),
    pairs: options.pairs,
    matches: state.matches,
    households: state.households,
    rounds,
  };
}

function firstColumn(counts: ComparisonCounts, patterns: Patterns, place: number): Column {
  const found = new Set([...counts.seen.keys(), ...counts.shares.keys(), 1]);
  for (let at = place; at < patterns.codes.length; at += patterns.width) {
    found.add(patterns.codes[at] ?? 0);
  }
  found.delete(MISSING_CODE);
  const codes = [...found].sort((a, b) => a - b);
  const alike = codes.filter((code) => code > 1 && code < EQUAL_CODE).length;
  const shares = codes.reduce((sum, code) => sum + shareOf(counts, code), 0) || 1;
  const m = Float64Array.from(codes, (code) => {
    if (code >= EQUAL_CODE) {
      return (FIRST.equal * shareOf(counts, code)) / shares;
    }
    return code > 1 ? FIRST.alike / alike : FIRST.different;
  });
  const column = { counts, codes, m, u: new Float64Array(codes.length), h: Float64Array.from(m) };
  setU(column, NONE);
  return column;
}

/** Never nothing: a value met in a candidate pair has been met. */
function shareOf(counts: ComparisonCounts, code: number): number {
  return code < EQUAL_CODE ? 0 : Math.max(counts.shares.get(code) ?? 0, 1e-9);
}

function logRatios({ codes, u }: Column, over: Float64Array): Float64Array {
  const table = new Float64Array(256);
  for (const [place, code] of codes.entries()) {
    table[code] = Math.log((over[place] ?? 0) / (u[place] ?? 1));
  }
  return table;
}

function expect(patterns: Patterns, columns: readonly Column[], state: State): void {
  const forOne = columns.map((column) => logRatios(column, column.m));
  const forHome = columns.map((column) => logRatios(column, column.counts.isShared ? column.h : column.u));
  const strangers = Math.max(1, state.pairs - state.matches - state.households);
  const priorOne = Math.log(state.matches / strangers);
  const priorHome = Math.log(state.households / strangers);
  let matches = 0;
  let households = 0;
  for (const [pattern, count] of patterns.counts.entries()) {
    let one = priorOne;
    let home = priorHome;
    for (let place = 0; place < patterns.width; place += 1) {
      const code = patterns.codes[pattern * patterns.width + place] ?? MISSING_CODE;
      one += forOne[place]?.[code] ?? 0;
      home += forHome[place]?.[code] ?? 0;
    }
    // Both against the larger of all three, so that nothing overflows.
    const top = Math.max(one, home, 0);
    const [a, b, c] = [Math.exp(one - top), Math.exp(home - top), Math.exp(-top)];
    const matched = (count * a) / (a + b + c);
    const housed = (count * b) / (a + b + c);
    state.matched[pattern] = matched;
    state.housed[pattern] = housed;
    matches += matched;
    households += housed;
  }
  state.matches = Math.max(matches, 0.5);
  state.households = state.households === 0 ? 0 : Math.max(households, 1e-3);
}

/** Expected pairs by code of one comparison. */
function sumByCode(patterns: Patterns, place: number, weights: Float64Array): Float64Array {
  const sums = new Float64Array(256);
  for (const [pattern, weight] of weights.entries()) {
    const code = patterns.codes[pattern * patterns.width + place] ?? MISSING_CODE;
    sums[code] = (sums[code] ?? 0) + weight;
  }
  return sums;
}

interface Expected {
  readonly matched: Float64Array;
  readonly housed: Float64Array;
}

const NONE: Expected = { matched: new Float64Array(256), housed: new Float64Array(256) };

function maximise(column: Column, expected: Expected): void {
  setFrom(column, column.m, expected.matched);
  if (column.counts.isShared) {
    setFrom(column, column.h, expected.housed);
  }
  setU(column, expected);
}

function setFrom({ codes, counts }: Column, into: Float64Array, expected: Float64Array): void {
  const equal = codes.filter((code) => code >= EQUAL_CODE);
  const kinds = codes.length - equal.length + (equal.length > 0 ? 1 : 0);
  const all = codes.reduce((sum, code) => sum + (expected[code] ?? 0), 0) + LEVEL_PRIOR * kinds;
  const equalSum = equal.reduce((sum, code) => sum + (expected[code] ?? 0), 0);
  const ofEqual = (equalSum + LEVEL_PRIOR) / all;
  const shares = equal.reduce((sum, code) => sum + shareOf(counts, code), 0);
  for (const [place, code] of codes.entries()) {
    const found = expected[code] ?? 0;
    const share = found + (SHARE_PRIOR * shareOf(counts, code)) / shares;
    into[place] = code < EQUAL_CODE ? (found + LEVEL_PRIOR) / all : (ofEqual * share) / (equalSum + SHARE_PRIOR);
  }
}

/** u of each code: what all pairs show, less the matches and households expected there, and at least what the count can tell. */
function setU({ codes, counts, u }: Column, { matched, housed }: Expected): void {
  let total = 0;
  for (const [place, code] of codes.entries()) {
    const left = (counts.seen.get(code) ?? 0) - (matched[code] ?? 0) - (housed[code] ?? 0);
    const value = Math.max(left, counts.grain.get(code) ?? 0.5);
    u[place] = value;
    total += value;
  }
  for (const [place, value] of u.entries()) {
    u[place] = value / total;
  }
}
