import type { Clusters, Links } from './clusters.ts';
import type { Model, Patterns } from './em.ts';
import type { Threshold } from './scoring.ts';

/** Links with the pattern of each: its place among the patterns of the result. */
export interface FoundLinks extends Links {
  readonly pattern: Uint32Array;
}

/** What became of one blocking rule. */
export interface RuleReport {
  readonly rule: string;
  /** Records that share the key in blocks larger than this were left out; 0 when the rule was not run. */
  readonly limit: number;
  readonly pairs: number;
  readonly leftOut: number;
  /** Pairs that no rule before it had found. */
  readonly added: number;
}

export interface MatchResult {
  readonly records: readonly [number, number];
  readonly candidatePairs: number;
  readonly rules: readonly RuleReport[];
  readonly model: Model;
  /** Pairs at or above it are links. */
  readonly threshold: Threshold;
  /** Pairs at or above it may be merged without anybody looking. */
  readonly mergeThreshold: Threshold;
  /** Pairs inside clusters that are links by themselves. */
  readonly links: FoundLinks;
  /** Pairs that somebody should look at: below the threshold, or links that were cut. */
  readonly review: FoundLinks;
  readonly patterns: Patterns;
  readonly clusters: Clusters;
  /** Components in which a link was cut, because the records that it joined speak against each other. */
  readonly cutComponents: number;
  readonly seconds: Readonly<Record<string, number>>;
}
