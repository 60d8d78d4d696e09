import type { History } from './histories.ts';
import type { Recommender, Split } from './next-basket.ts';
import { strongest } from './strongest.ts';

/** Plain ways to recommend, to hold the product's against in the same run. */
export function plainRecommenders(split: Split): Readonly<Record<'popular' | 'ownFrequent' | 'cosine', Recommender>> {
  const sold = new Float64Array(split.items);
  for (const history of split.histories.values()) {
    for (const item of history.flatMap(({ items }) => items)) {
      sold[item] = (sold[item] ?? 0) + 1;
    }
  }
  const popular = byScore(sold);
  const without = (ranked: readonly number[], history: History<number>): readonly number[] => {
    const own = new Set(history.flatMap(({ items }) => items));
    return ranked.filter((item) => !own.has(item));
  };
  const cosine = cosineOf(split);
  return {
    popular: (history) => ({ all: popular, fresh: without(popular, history) }),
    ownFrequent: (history) => {
      const times = new Map<number, number>();
      for (const item of history.flatMap(({ items }) => items)) {
        times.set(item, (times.get(item) ?? 0) + 1);
      }
      const own = [...times].toSorted(([a, left], [b, right]) => right - left || (sold[b] ?? 0) - (sold[a] ?? 0));
      const fresh = without(popular, history);
      return { all: [...own.map(([item]) => item), ...fresh], fresh };
    },
    cosine: (history) => {
      const all = cosine(history);
      return { all, fresh: without(all, history) };
    },
  };
}

const NEIGHBOURS = 50;
const SHRINK = 10;

/** Item by item cosine over baskets, the fifty nearest, shrunk by ten. */
function cosineOf({ items, histories }: Split): (history: History<number>) => readonly number[] {
  const together = new Float32Array(items * items);
  for (const { items: basket } of [...histories.values()].flat()) {
    for (const a of basket) {
      for (const b of basket) {
        together[a * items + b] = (together[a * items + b] ?? 0) + 1;
      }
    }
  }
  const own = (item: number): number => together[item * items + item] ?? 0;
  const nearest = Array.from({ length: items }, (_, a) => {
    const likeness = new Float64Array(items);
    for (let b = 0; b < items; b += 1) {
      const both = together[a * items + b] ?? 0;
      if (both > 0 && b !== a) {
        likeness[b] = both / (Math.sqrt(own(a) * own(b)) + SHRINK);
      }
    }
    return strongest(likeness, NEIGHBOURS).map((other) => [other, likeness[other] ?? 0] as const);
  });
  return (history) => {
    const scores = new Float64Array(items);
    for (const item of new Set(history.flatMap((basket) => basket.items))) {
      for (const [other, like] of nearest[item] ?? []) {
        scores[other] = (scores[other] ?? 0) + like;
      }
    }
    return byScore(scores);
  };
}

function byScore(scores: Float64Array): readonly number[] {
  return [...scores.keys()].toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
}
