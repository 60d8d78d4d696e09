/** Baskets by item: bit n of an item's words says whether basket n holds it. */
export interface Baskets {
  readonly count: number;
  readonly items: readonly string[];
  readonly holders: readonly Uint32Array[];
}

/** Items that stand together in so many baskets; places in `Baskets.items`, ascending. */
export interface ItemSet {
  readonly items: readonly number[];
  readonly count: number;
}

/** Who takes all on the left takes the right one too. */
export interface BasketRule {
  readonly left: readonly number[];
  readonly right: number;
  readonly count: number;
  /** Of all baskets. */
  readonly support: number;
  /** Of the baskets with all on the left. */
  readonly confidence: number;
  /** The confidence over the share of baskets with the right one: 1 where they have nothing to do with each other. */
  readonly lift: number;
}

const WORD = 32;
const NOBODY = new Uint32Array();

/**
 * Gathers baskets one by one; an item twice in one basket counts once. Of items that fewer baskets hold than `least`
 * says, nothing is kept but their names: a catalogue of a hundred thousand would not fit.
 */
export function createBaskets(): {
  add(items: Iterable<string>): void;
  finish(least?: (baskets: number) => number): Baskets;
} {
  const places = new Map<string, number[]>();
  let count = 0;
  return {
    add: (items) => {
      for (const item of new Set(items)) {
        const held = places.get(item);
        if (held === undefined) {
          places.set(item, [count]);
        } else {
          held.push(count);
        }
      }
      count += 1;
    },
    finish: (least = () => 1) => {
      // By name, so that the same baskets give the same order.
      const items = [...places.keys()].sort();
      const fewest = least(count);
      const holders = items.map((item) => {
        const own = places.get(item) ?? [];
        if (own.length < fewest) {
          return NOBODY;
        }
        const words = new Uint32Array(Math.ceil(count / WORD));
        for (const basket of own) {
          words[basket >>> 5] = (words[basket >>> 5] ?? 0) | (1 << (basket & 31));
        }
        return words;
      });
      return { count, items, holders };
    },
  };
}

/** The fewest baskets that are the share asked for: ⌈support × baskets⌉, at least 1. */
export function leastCount(support: number, baskets: number): number {
  // What a decimal share loses as a binary number must not make it one basket more.
  return Math.max(1, Math.ceil(support * baskets - 1e-9));
}

export interface MiningBounds {
  /** Sets with more items are not looked for. */
  readonly longest?: number;
  /** Forty items that stand together in one basket make a billion sets: beyond so many the search is given up. */
  readonly most?: number;
}

/**
 * Every set of items that at least `least` baskets hold, depth first by extending sets with later items (Zaki 2000,
 * Eclat): baskets of a set are those of its parts at once.
 * @throws RangeError with more sets than `most`.
 */
export function mineItemSets(
  baskets: Baskets,
  least: number,
  { longest = Number.POSITIVE_INFINITY, most = Number.POSITIVE_INFINITY }: MiningBounds = {},
): readonly ItemSet[] {
  const found: ItemSet[] = [];
  interface Branch {
    readonly item: number;
    readonly held: Uint32Array;
    readonly count: number;
  }
  const extend = (items: readonly number[], branches: readonly Branch[]): void => {
    for (const [place, { item, held, count }] of branches.entries()) {
      if (found.length >= most) {
        throw new RangeError('too many item sets');
      }
      const set = [...items, item];
      found.push({ items: set, count });
      if (set.length >= longest) {
        continue;
      }
      const further = branches.slice(place + 1).flatMap((other) => {
        const both = intersection(held, other.held);
        const shared = onesIn(both);
        return shared >= least ? [{ item: other.item, held: both, count: shared }] : [];
      });
      extend(set, further);
    }
  };
  const single = baskets.holders.flatMap((held, item) => {
    const count = onesIn(held);
    return count >= least ? [{ item, held, count }] : [];
  });
  extend([], single);
  return found;
}

/** The rules with one item on the right whose confidence is high enough; highest lift first. */
export function rulesOf(
  sets: readonly ItemSet[],
  { baskets, confidence: wanted }: { readonly baskets: number; readonly confidence: number },
): readonly BasketRule[] {
  const counts = new Map(sets.map(({ items, count }) => [items.join(), count]));
  const countOf = (items: readonly number[]): number => counts.get(items.join()) ?? 0;
  const rules = sets.flatMap(({ items, count }) =>
    items.length < 2
      ? []
      : items.flatMap((right) => {
          const left = items.filter((item) => item !== right);
          const confidence = count / countOf(left);
          const lift = (confidence * baskets) / countOf([right]);
          return confidence >= wanted ? [{ left, right, count, support: count / baskets, confidence, lift }] : [];
        }),
  );
  return rules.toSorted((a, b) => b.lift - a.lift || b.count - a.count || b.confidence - a.confidence);
}

function intersection(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length);
  for (let n = 0; n < a.length; n += 1) {
    both[n] = (a[n] ?? 0) & (b[n] ?? 0);
  }
  return both;
}

/** How many bits are set (Warren, Hacker's Delight, 5-1). */
function onesIn(words: Uint32Array): number {
  let ones = 0;
  for (const word of words) {
    let v = word - ((word >>> 1) & 0x55555555);
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
    ones += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return ones;
}
