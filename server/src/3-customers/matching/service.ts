import { Readable } from 'node:stream';
import type { Olap } from '#kernel/db/olap.ts';
import {
  affordable,
  type BlockingRule,
  type BlockSize,
  isCovered,
  keysOf,
  type RuleCost,
  rulesFor,
} from './blocking.ts';
import { type Clusters, connect, cutChains, type Links, pairsWithin, type Within } from './clusters.ts';
import { type Comparison, comparisonsFor, isSharedAtHome, type Masks, tellsHouseholds } from './comparisons.ts';
import { type ComparisonCounts, learn, MISSING_CODE, type Model, type Patterns } from './em.ts';
import type { FoundLinks, MatchResult, RuleReport } from './result.ts';
import { probabilityOf, scorePatterns, type Threshold, thresholdFor } from './scoring.ts';
import * as store from './store.ts';

export interface MatchInput {
  readonly task: store.Task;
  /** Columns in which any record has a value. */
  readonly columns: readonly string[];
  readonly masks: Masks;
  /** Columns that hold tokens in place of values: equal or different, nothing between. */
  readonly tokens?: readonly string[];
}

/** Up to so many pairs every pair is compared, and no rule is needed. */
const ALL_PAIRS = 300_000;
/** Candidate pairs for each record, and at least so many. */
const PAIRS_PER_RECORD = 3.5;
const LEAST_BUDGET = 1_000_000;
/** No rule may take more of the budget than that. */
const SHARE_OF_BUDGET = 0.1;
/** Measuring costs time too: so many records are put into blocks, or all for the first rules. */
const MEASURED_RECORDS = 15_000_000;
const RULES_ALWAYS_MEASURED = 12;
/** A rule for whose blocks less than this is left is not measured any more. */
const LEAST_SHARE = 0.01;
const RANDOM_PAIRS = 300_000;
/** Where EM starts; it ends at the same place from a tenth or ten times of it. */
const FIRST_MATCHES = 0.3;
const LINK = { precision: 0.99, least: 0.9 } as const;
const MERGE = { precision: 0.999, least: 0.99 } as const;
const REVIEW_FROM = 0.05;

/** Resolves the records that were loaded (`createRecords`, `loadRecords`): who is one person, how sure, and why. */
export async function matchRecords(olap: Olap, input: MatchInput): Promise<MatchResult> {
  const watch = stopwatch();
  const { task } = input;
  const records = await store.countRecords(olap);
  const comparisons = comparisonsFor(input.columns, input.masks, input.tokens);
  await store.addFrequencies(olap, comparisons, { columns: input.columns, keys: keysOf(rulesFor(input.columns)) });
  const pairs = allPairs(task, records);
  watch.lap('frequencies');
  const { costs, everyPair } = await block(olap, { input, records, pairs });
  watch.lap('blocking');
  if (!everyPair) {
    await store.addRandomPairs(olap, { task, sides: records, count: Math.min(RANDOM_PAIRS, pairs) });
  }
  const added = await store.comparePairs(olap, comparisons);
  const patterns = await store.countPatterns(olap, comparisons, 'compared');
  watch.lap('comparing');
  const random = everyPair ? patterns : await store.countPatterns(olap, comparisons, 'random');
  const counts = await Promise.all(
    comparisons.map(async (comparison, place) =>
      countsOf(comparison, { place, random, values: await store.countValues(olap, comparison, task) }),
    ),
  );
  watch.lap('counting values');
  const model = learn(patterns, counts, {
    pairs,
    firstMatches: FIRST_MATCHES * (task === 'dedupe' ? records[0] : Math.min(...records)),
    withHouseholds: tellsHouseholds(comparisons.map(({ name }) => name)),
  });
  const { odds } = scorePatterns(model, patterns);
  const threshold = thresholdFor(patterns, odds, { ...LINK, matches: model.matches });
  const mergeThreshold = thresholdFor(patterns, odds, { ...MERGE, matches: model.matches });
  watch.lap('learning');
  const found = await fetchPairs(olap, { patterns, odds });
  watch.lap('scoring');
  const linked = await cluster(olap, { found, threshold, model, comparisons, records: records[0] + records[1] });
  watch.lap('clustering');
  return {
    records,
    candidatePairs: patterns.counts.reduce((sum, count) => sum + count, 0),
    rules: costs.map((cost, place) => reportOf(cost, added.get(place) ?? 0)),
    model,
    threshold,
    mergeThreshold,
    patterns,
    ...linked,
    seconds: watch.seconds,
  };
}

function stopwatch(): { lap(stage: string): void; readonly seconds: Record<string, number> } {
  let last = performance.now();
  const seconds: Record<string, number> = {};
  return {
    seconds,
    lap: (stage) => {
      const now = performance.now();
      seconds[stage] = (now - last) / 1000;
      last = now;
    },
  };
}

function allPairs(task: store.Task, [first, second]: readonly [number, number]): number {
  return task === 'dedupe' ? (first * (first - 1)) / 2 : first * second;
}

const EVERY_PAIR: BlockingRule = { name: 'every pair', parts: [], keys: [] };

async function block(
  olap: Olap,
  given: { readonly input: MatchInput; readonly records: readonly [number, number]; readonly pairs: number },
): Promise<{ readonly costs: readonly RuleCost[]; readonly everyPair: boolean }> {
  const { input, records, pairs } = given;
  const { task, columns } = input;
  await store.createPairs(olap);
  if (pairs <= ALL_PAIRS) {
    await store.addAllPairs(olap, task);
    return { costs: [{ rule: EVERY_PAIR, limit: records[0] + records[1], pairs, left: 0 }], everyPair: true };
  }
  return { costs: await takeRules(olap, { task, columns, records }), everyPair: false };
}

/**
 * Measures the rules in their order. Those that can be afforded whole are taken at once; what is left of the budget
 * goes to the small blocks of the others. A rule that can find nothing new is not run.
 */
async function takeRules(
  olap: Olap,
  given: {
    readonly task: store.Task;
    readonly columns: readonly string[];
    readonly records: readonly [number, number];
  },
): Promise<readonly RuleCost[]> {
  const { task, columns, records } = given;
  const budget = Math.max(LEAST_BUDGET, PAIRS_PER_RECORD * (records[0] + records[1]));
  const mostMeasured = Math.max(RULES_ALWAYS_MEASURED, MEASURED_RECORDS / (records[0] + records[1]));
  const costs: RuleCost[] = [];
  const whole: BlockingRule[] = [];
  const shapes = new Set<string>();
  const dear: { readonly rule: BlockingRule; readonly sizes: readonly BlockSize[]; readonly table: string }[] = [];
  let left = budget;
  const take = async (cost: RuleCost, table: string): Promise<void> => {
    if (cost.limit > 0) {
      await store.takeBlocks(olap, { table, task, first: records[0], limit: cost.limit, number: costs.length });
    }
    await store.dropBlocks(olap, table);
    costs.push(cost);
    left -= cost.pairs;
  };
  for (const rule of rulesFor(columns)) {
    if (left < budget * LEAST_SHARE || shapes.size >= mostMeasured) {
      break;
    }
    if (isCovered(rule, whole)) {
      continue;
    }
    const table = `blocks_${dear.length + costs.length}`;
    const sizes = await store.makeBlocks(olap, rule, { task, table });
    // The very same blocks as those of a rule before it (another part of the same value) would add nothing.
    const shape = JSON.stringify(sizes);
    const isKnown = shapes.has(shape);
    shapes.add(shape);
    const cost = affordable(rule, isKnown ? [] : sizes, Math.min(budget * SHARE_OF_BUDGET, left));
    if (cost.left > 0) {
      dear.push({ rule, sizes, table });
    } else {
      whole.push(rule);
      await take(cost, table);
    }
  }
  for (const { rule, sizes, table } of dear) {
    const share = left < budget * LEAST_SHARE ? 0 : Math.min(budget * SHARE_OF_BUDGET, left);
    await take(affordable(rule, share === 0 ? [] : sizes, share), table);
  }
  return costs;
}

function reportOf({ rule, limit, pairs, left }: RuleCost, added: number): RuleReport {
  return { rule: rule.name, limit, pairs, leftOut: left, added };
}

/** Random pairs say how often values are alike by chance, exact counts how often they are equal. */
function countsOf(
  comparison: Comparison,
  given: { readonly place: number; readonly random: Patterns; readonly values: store.ValueCounts },
): ComparisonCounts {
  const { place, random, values } = given;
  const levels = new Map<number, number>();
  let compared = 0;
  for (const [pattern, count] of random.counts.entries()) {
    const code = random.codes[pattern * random.width + place] ?? MISSING_CODE;
    compared += code === MISSING_CODE ? 0 : count;
    levels.set(code, (levels.get(code) ?? 0) + count);
  }
  const scale = compared === 0 ? 1 : values.pairs / compared;
  const codes = [1, ...comparison.levels.map(({ code }) => code)];
  return {
    name: comparison.name,
    isShared: isSharedAtHome(comparison.name),
    seen: new Map([
      ...codes.map((code) => [code, (levels.get(code) ?? 0) * scale] as const),
      ...values.equal.map(({ code, pairs }) => [code, pairs] as const),
    ]),
    // Half a pair of those that were looked at.
    grain: new Map(codes.map((code) => [code, scale / 2] as const)),
    shares: new Map(values.equal.map(({ code, records }) => [code, records] as const)),
  };
}

interface FoundPairs extends FoundLinks {
  readonly length: number;
}

async function fetchPairs(
  olap: Olap,
  given: { readonly patterns: Patterns; readonly odds: Float64Array },
): Promise<FoundPairs> {
  const { patterns, odds } = given;
  const wanted = [...odds.keys()].filter((place) => probabilityOf(odds[place] ?? 0) >= REVIEW_FROM);
  const size = wanted.reduce((sum, place) => sum + (patterns.counts[place] ?? 0), 0);
  const found = {
    a: new Uint32Array(size),
    b: new Uint32Array(size),
    odds: new Float64Array(size),
    pattern: new Uint32Array(size),
    length: size,
  };
  if (size === 0) {
    return found;
  }
  const texts = wanted.map((place) => hexOf(patterns, place));
  let at = 0;
  for await (const rows of store.pairsOf(olap, texts)) {
    for (const { pair, place } of rows) {
      setPair(found, at, pair);
      found.odds[at] = odds[wanted[place] ?? 0] ?? 0;
      found.pattern[at] = wanted[place] ?? 0;
      at += 1;
    }
  }
  return found;
}

function hexOf(patterns: Patterns, place: number): string {
  const { width, codes } = patterns;
  return Buffer.from(codes.subarray(place * width, (place + 1) * width))
    .toString('hex')
    .toUpperCase();
}

function setPair(into: { readonly a: Uint32Array; readonly b: Uint32Array }, at: number, pair: string): void {
  const both = BigInt(pair);
  into.a[at] = Number(both >> 32n);
  into.b[at] = Number(both & 0xff_ff_ff_ffn);
}

interface ClusterInput {
  readonly found: FoundPairs;
  readonly threshold: Threshold;
  readonly model: Model;
  readonly comparisons: readonly Comparison[];
  readonly records: number;
}

async function cluster(
  olap: Olap,
  input: ClusterInput,
): Promise<Pick<MatchResult, 'links' | 'review' | 'clusters' | 'cutComponents'>> {
  const { found, threshold, records } = input;
  const isLink = (place: number): boolean => probabilityOf(found.odds[place] ?? 0) >= threshold.probability;
  const links = pick(found, isLink);
  const components = connect(records, links);
  const within = await lookWithin(olap, components, { ...input, links });
  const { clusters, cut } = cutChains(components, links, within);
  const together = (place: number): boolean => clusters[found.a[place] ?? 0] === clusters[found.b[place] ?? 0];
  return {
    links: pick(found, (place) => isLink(place) && together(place)),
    review: pick(found, (place) => !together(place)),
    clusters,
    cutComponents: cut,
  };
}

function pick(from: FoundPairs, wanted: (place: number) => boolean): FoundLinks {
  const places = Uint32Array.from({ length: from.length }, (_, place) => place).filter(wanted);
  return {
    a: places.map((place) => from.a[place] ?? 0),
    b: places.map((place) => from.b[place] ?? 0),
    odds: Float64Array.from(places, (place) => from.odds[place] ?? 0),
    pattern: places.map((place) => from.pattern[place] ?? 0),
  };
}

/** Compares all records of a component with each other, also those that no rule brought together. */
async function lookWithin(
  olap: Olap,
  components: Clusters,
  input: ClusterInput & { readonly links: Links },
): Promise<Within> {
  const { comparisons, model, links } = input;
  let size = 0;
  for (const _ of pairsWithin(components, links)) {
    size += 1;
  }
  const within = { a: new Uint32Array(size), b: new Uint32Array(size), evidence: new Float64Array(size) };
  if (size === 0) {
    return within;
  }
  const width = comparisons.length;
  const codes = new Uint8Array(size * width);
  let at = 0;
  for await (const rows of await store.patternsOf(
    olap,
    comparisons,
    Readable.from(pairLines(components, links), { objectMode: false }),
  )) {
    for (const { pair, pattern } of rows) {
      setPair(within, at, pair);
      codes.set(Buffer.from(pattern, 'hex'), at * width);
      at += 1;
    }
  }
  within.evidence.set(scorePatterns(model, { width, codes, counts: new Float64Array(size) }).evidence);
  return within;
}

const LINES_AT_ONCE = 20_000;

function* pairLines(components: Clusters, links: Links): Generator<string> {
  let lines: string[] = [];
  for (const [a, b] of pairsWithin(components, links)) {
    lines.push(String((BigInt(a) << 32n) + BigInt(b)));
    if (lines.length >= LINES_AT_ONCE) {
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
  }
  yield lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
