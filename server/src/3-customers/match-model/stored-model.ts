import type { MatchRecord } from '../matching/columns.ts';
import { codesOf } from '../matching/compare.ts';
import type { Masks } from '../matching/comparisons.ts';
import type { Model } from '../matching/em.ts';
import { probabilityOf, scorePatterns, type Threshold } from '../matching/scoring.ts';

/** What was compared when a model was learned, and how. */
export interface Compared {
  readonly columns: readonly string[];
  readonly comparisons: readonly string[];
  readonly masks: Masks;
  readonly tokens: readonly string[];
  /** Sources whose names are nicknames, and are not compared. */
  readonly nicknames: readonly string[];
}

/** From where on pairs are merged or put before staff, and why there. */
export interface Thresholds {
  /** The one that holds: the setting, and never below what the model itself expects enough of. */
  readonly merge: number;
  readonly review: number;
  readonly autoMerge: boolean;
  /** The lowest probability from which the model expects 99.9% to be right. */
  readonly own: Threshold;
  /** The lowest from which it expects 99%. */
  readonly link: Threshold;
}

export interface RuleCount {
  readonly rule: string;
  readonly pairs: number;
  readonly added: number;
}

/** A model as it was learned from all records. */
export interface StoredModel {
  readonly id: string;
  readonly version: number;
  readonly madeAt: Date;
  readonly asOf: Date;
  /** How many it was learned from. */
  readonly records: number;
  readonly compared: Compared;
  readonly model: Model;
  readonly thresholds: Thresholds;
  readonly rules: readonly RuleCount[];
  readonly seconds: Readonly<Record<string, number>>;
  readonly candidatePairs: number;
}

/** How many records have a value; more than two, or it is not known. */
export type Frequencies = ReadonlyMap<number, number>;

/** A value that two have is had by two at least. */
const LEAST = 2;

export interface ScoredPair {
  readonly codes: Uint8Array;
  readonly probability: number;
}

/** What the model says of one record and several others, without the engine. */
export function scoreAgainst(
  stored: Pick<StoredModel, 'compared' | 'model'>,
  { record, others }: { readonly record: MatchRecord; readonly others: readonly MatchRecord[] },
  recordsWith: (column: string, value: string) => number | undefined,
): ScoredPair[] {
  const { compared, model } = stored;
  const width = model.comparisons.length;
  const codes = new Uint8Array(others.length * width);
  const how = {
    ...compared,
    frequency: (column: string, value: string) =>
      Math.floor(2 * Math.log2(Math.max(LEAST, recordsWith(column, value) ?? LEAST))),
  };
  for (const [place, other] of others.entries()) {
    codes.set(codesOf(record, other, how), place * width);
  }
  const { odds } = scorePatterns(model, { width, codes, counts: new Float64Array(others.length) });
  return others.map((_, place) => ({
    codes: codes.subarray(place * width, (place + 1) * width),
    probability: probabilityOf(odds[place] ?? 0),
  }));
}
