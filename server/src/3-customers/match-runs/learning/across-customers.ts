import type { FoundLinks, MatchResult } from '../../matching/result.ts';
import { probabilityOf, type Threshold, thresholdFor } from '../../matching/scoring.ts';
import type { RowIds } from './row-ids.ts';

/** What was found of two customers each, where records of one customer were compared as well. */
export type AcrossCustomers = Pick<MatchResult, 'links' | 'review' | 'clusters'>;

/**
 * Of each two customers the two records most alike; what identifiers joined already is left out. A cluster is named
 * after its first record, as before.
 */
export function acrossCustomers(
  result: Pick<MatchResult, 'links' | 'review' | 'clusters'>,
  ids: RowIds,
): AcrossCustomers {
  const best = new Map<string, { readonly odds: number; readonly from: FoundLinks; readonly place: number }>();
  for (const from of [result.links, result.review]) {
    for (const [place, a] of from.a.entries()) {
      const b = from.b[place] ?? 0;
      if (ids.isSame(a, b)) {
        continue;
      }
      const [left, right] = [ids.of(a), ids.of(b)];
      const key = left < right ? left + right : right + left;
      const odds = from.odds[place] ?? 0;
      // Of two customers with a link and a pair that was cut, the cut speaks: it is looked at by somebody.
      const known = best.get(key);
      if (known === undefined || known.odds < odds || (known.from !== from && from === result.review)) {
        best.set(key, { odds, from, place });
      }
    }
  }
  const kept = [...best.values()];
  const of = (from: FoundLinks): FoundLinks => {
    const places = Uint32Array.from(kept.filter((one) => one.from === from).map(({ place }) => place)).sort();
    return {
      a: places.map((place) => from.a[place] ?? 0),
      b: places.map((place) => from.b[place] ?? 0),
      odds: Float64Array.from(places, (place) => from.odds[place] ?? 0),
      pattern: places.map((place) => from.pattern[place] ?? 0),
    };
  };
  return { links: of(result.links), review: of(result.review), clusters: result.clusters };
}

const MERGE = { precision: 0.999, least: 0.99 } as const;

/**
 * From where on 99.9% are expected to be right, of the pairs that would be merged: what identifiers joined is no part
 * of it, its certainty would lend itself to the others.
 */
export function ownThreshold({ links }: Pick<AcrossCustomers, 'links'>): Threshold {
  const { odds } = links;
  const counts = new Float64Array(odds.length).fill(1);
  const matches = odds.reduce((sum, each) => sum + probabilityOf(each), 0);
  return thresholdFor({ width: 0, codes: new Uint8Array(), counts }, odds, { ...MERGE, matches });
}
