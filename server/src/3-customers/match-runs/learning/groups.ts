import type { Clusters } from '../../matching/clusters.ts';
import type { FoundLinks } from '../../matching/result.ts';
import { probabilityOf } from '../../matching/scoring.ts';

/** Pairs as a run works them off. */
export interface FoundPair {
  /** Rows of the two. */
  readonly a: number;
  readonly b: number;
  readonly probability: number;
  /** Place of its pattern. */
  readonly pattern: number;
  /** Those that may be merged together without a look; null for pairs that somebody has to look at. */
  readonly cluster: number | null;
}

interface Given {
  /** Pairs inside of clusters, and those across. */
  readonly links: FoundLinks;
  readonly review: FoundLinks;
  readonly clusters: Clusters;
  readonly merge: number;
  readonly least: number;
}

/** More are no queue but a mistake; the strongest stay. */
export const MOST_PAIRS = 200_000;

/**
 * What is worth doing something about: who may be merged first, cluster by cluster, then what somebody has to look at,
 * the most likely first. Pairs of a cluster of which one reaches the threshold of merging only through others are left
 * to a person: their cluster is that of the pairs that reach it.
 */
export function foundPairs({ links, review, clusters, merge, least }: Given): FoundPair[] {
  const read = (from: FoundLinks, place: number, inside: boolean): FoundPair => {
    const [a, b] = [from.a[place] ?? 0, from.b[place] ?? 0];
    const probability = probabilityOf(from.odds[place] ?? 0);
    const cluster = inside && probability >= merge ? (clusters[a] ?? a) : null;
    return { a, b, probability, pattern: from.pattern[place] ?? 0, cluster };
  };
  const all = [
    ...Array.from(links.a.keys(), (place) => read(links, place, true)),
    ...Array.from(review.a.keys(), (place) => read(review, place, false)),
  ].filter(({ probability }) => probability >= least);
  all.sort(
    (x, y) =>
      Number(x.cluster === null) - Number(y.cluster === null) ||
      (x.cluster ?? 0) - (y.cluster ?? 0) ||
      y.probability - x.probability ||
      x.a - y.a ||
      x.b - y.b,
  );
  return all.slice(0, MOST_PAIRS);
}
