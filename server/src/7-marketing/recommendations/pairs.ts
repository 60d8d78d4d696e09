/** Whose basket has the left item has the right one too. */
export interface PairRule {
  readonly left: number;
  readonly right: number;
  readonly baskets: number;
  /** Of all baskets. */
  readonly support: number;
  /** Of the baskets with the left one. */
  readonly confidence: number;
  /** The confidence over the share of baskets with the right one: 1 where they have nothing to do with each other. */
  readonly lift: number;
}

export interface PairFloor {
  readonly baskets: number;
  readonly confidence: number;
}

/** Bought together only as often as by chance, or less, is no reason to suggest. */
const LEAST_LIFT = 1;
const MOST_FOR_ITEM = 30;

/** Counts baskets one by one in the memory of one table of items by items; an item twice in a basket counts once. */
export function createPairs(items: number): {
  add(basket: Iterable<number>): void;
  finish(floor: PairFloor): readonly PairRule[];
  count(): number;
} {
  const together = new Uint32Array(items * items);
  let count = 0;
  const at = (a: number, b: number): number => together[a * items + b] ?? 0;
  return {
    count: () => count,
    add: (basket) => {
      const set = [...new Set(basket)];
      count += 1;
      for (const a of set) {
        for (const b of set) {
          together[a * items + b] = at(a, b) + 1;
        }
      }
    },
    finish: (floor) =>
      Array.from({ length: items }, (_, left) => {
        const rules: PairRule[] = [];
        for (let right = 0; right < items; right += 1) {
          const baskets = at(left, right);
          if (right === left || baskets < Math.max(1, floor.baskets)) {
            continue;
          }
          const confidence = baskets / at(left, left);
          const lift = (confidence * count) / at(right, right);
          if (confidence >= floor.confidence && lift > LEAST_LIFT) {
            rules.push({ left, right, baskets, support: baskets / count, confidence, lift });
          }
        }
        // Of many the ones that happen often and not by chance.
        return rules
          .toSorted((a, b) => b.baskets * Math.log(b.lift) - a.baskets * Math.log(a.lift) || a.right - b.right)
          .slice(0, MOST_FOR_ITEM);
      }).flat(),
  };
}
