import { distance, nearest, type Point } from './scale.ts';

export interface Clustered {
  readonly centres: readonly Point[];
  /** The place of the centre of each point. */
  readonly labels: readonly number[];
  /** The sum of squared distances to the centres. */
  readonly inertia: number;
  readonly rounds: number;
}

/** A number from 0 to below 1; the same sequence for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const MOST_ROUNDS = 100;

/**
 * Groups points around `k` centres (Lloyd), begun with centres far from each other (k-means++, Arthur and
 * Vassilvitskii 2007). Centres are whole numbers. Fewer than `k` come out where there are fewer different points.
 */
export function kMeans(points: readonly Point[], k: number, random: () => number): Clustered {
  let centres = firstCentres(points, k, random);
  let labels = points.map((point) => nearest(point, centres));
  let rounds = 0;
  for (; rounds < MOST_ROUNDS; rounds += 1) {
    const moved = middles(points, labels, centres);
    const next = points.map((point) => nearest(point, moved));
    const isSettled = moved.every((centre, place) => distance(centre, centres[place] ?? []) === 0);
    [centres, labels] = [moved, next];
    if (isSettled) {
      break;
    }
  }
  const inertia = points.reduce((sum, point, at) => sum + distance(point, centres[labels[at] ?? 0] ?? []), 0);
  return { centres, labels, inertia, rounds };
}

/** Each next one by chance, a point the likelier the farther it is from those that there are. */
function firstCentres(points: readonly Point[], k: number, random: () => number): Point[] {
  const first = points[Math.floor(random() * points.length)];
  const centres: Point[] = first === undefined ? [] : [first];
  const away = points.map((point) => (first === undefined ? 0 : distance(point, first)));
  while (centres.length < k) {
    const total = away.reduce((sum, each) => sum + each, 0);
    if (total === 0) {
      break;
    }
    let left = random() * total;
    const at = away.findIndex((each) => {
      left -= each;
      return left < 0 && each > 0;
    });
    const next = points[at === -1 ? away.findLastIndex((each) => each > 0) : at];
    if (next === undefined) {
      break;
    }
    centres.push(next);
    for (const [place, point] of points.entries()) {
      away[place] = Math.min(away[place] ?? 0, distance(point, next));
    }
  }
  return centres;
}

/** The rounded mean of the points of each centre; a centre without points stays where it is. */
function middles(points: readonly Point[], labels: readonly number[], centres: readonly Point[]): Point[] {
  const sums = centres.map((centre) => centre.map(() => 0));
  const counts = centres.map(() => 0);
  for (const [at, point] of points.entries()) {
    const label = labels[at] ?? 0;
    const sum = sums[label] ?? [];
    counts[label] = (counts[label] ?? 0) + 1;
    for (const [column, value] of point.entries()) {
      sum[column] = (sum[column] ?? 0) + value;
    }
  }
  return centres.map((centre, place) => {
    const count = counts[place] ?? 0;
    return count === 0 ? centre : (sums[place] ?? []).map((sum) => Math.round(sum / count));
  });
}
