import { type History, halved, lastDays } from './histories.ts';
import { strongest } from './strongest.ts';

/** An item that the buyers of another one buy, and how strongly the one speaks for the other. */
export interface Neighbour<Item> {
  readonly item: Item;
  readonly weight: number;
}

/** What is known of one item beside who buys it. */
export interface ItemFacts {
  readonly buyers: number;
  /** Sales of late and over a longer time, each sale weighing less with its age. */
  readonly recentSales: number;
  readonly steadySales: number;
  readonly lastSoldDay: number;
  /** How likely a basket of somebody who bought it before holds it again. */
  readonly repeatChance: number;
}

/** What was learned from many histories. */
export interface CoPurchases {
  readonly asOfDay: number;
  readonly neighbours: readonly (readonly Neighbour<number>[])[];
  readonly facts: readonly ItemFacts[];
}

/** Half-lives in days. Chosen on the months before the one that the tests measure. */
const TOGETHER_HALF_LIFE = 30;
const RECENT_HALF_LIFE = 14;
const STEADY_HALF_LIFE = 120;
/** Somebody who buys everything says little about what belongs together: weight = items^-this. */
const WIDE_BUYER = 0.7;
/** Keeps two items that a single customer happened to buy from looking inseparable. */
const SHRINK = 0.4;
const KEPT_NEIGHBOURS = 100;
/** An item with few chances to be bought again is believed to be like all others: so many chances' worth. */
const BELIEF = 20;
/** Of one customer: more would be a reseller, and cost as much as everybody else. */
const MOST_ITEMS = 400;

/**
 * Which items are bought by the same people, from histories given one by one. Memory is that of a table of items by
 * items, however many histories there are. Each customer counts less the more different things they buy and the
 * longer ago it was; likeness is the cosine of these counts, shrunk and squared, and what one item says in all is
 * evened out, so that an item with many friends does not drown the others.
 */
export function createCoPurchases(
  items: number,
  asOfDay: number,
): { add(history: History<number>): void; finish(): CoPurchases } {
  const together = new Float32Array(items * items);
  const counts = createItemCounts(items, asOfDay);
  return {
    add: (history) => {
      counts.add(history);
      const bought = [...lastDays(history)].toSorted(([, a], [, b]) => b - a).slice(0, MOST_ITEMS);
      const wide = bought.length ** -WIDE_BUYER;
      const weights = bought.map(([, day]) => Math.sqrt(wide * halved(asOfDay - day, TOGETHER_HALF_LIFE)));
      for (const [a, [item]] of bought.entries()) {
        const weight = weights[a] ?? 0;
        for (let b = 0; b <= a; b += 1) {
          const other = bought[b]?.[0] ?? item;
          const both = (together[item * items + other] ?? 0) + weight * (weights[b] ?? 0);
          together[item * items + other] = both;
          together[other * items + item] = both;
        }
      }
    },
    finish: () => ({
      asOfDay,
      neighbours: Array.from({ length: items }, (_, item) => neighboursOf(item, { items, together })),
      facts: counts.finish(),
    }),
  };
}

interface Together {
  readonly items: number;
  readonly together: Float32Array;
}

function neighboursOf(item: number, { items, together }: Together): readonly Neighbour<number>[] {
  const own = together[item * items + item] ?? 0;
  const likeness = new Float64Array(items);
  for (let other = 0; other < items; other += 1) {
    const both = together[item * items + other] ?? 0;
    if (both > 0 && other !== item) {
      const like = both / (Math.sqrt(own * (together[other * items + other] ?? 0)) + SHRINK);
      likeness[other] = like ** 2;
    }
  }
  const kept = strongest(likeness, KEPT_NEIGHBOURS).map((other) => ({ item: other, weight: likeness[other] ?? 0 }));
  const evened = Math.sqrt(kept.reduce((sum, { weight }) => sum + weight, 0)) || 1;
  return kept.map((neighbour) => ({ item: neighbour.item, weight: neighbour.weight / evened }));
}

function createItemCounts(
  items: number,
  asOfDay: number,
): { add(history: History<number>): void; finish(): ItemFacts[] } {
  const column = () => new Float64Array(items);
  const [buyers, recent, steady, chances, repeats] = [column(), column(), column(), column(), column()];
  const lastSold = column().fill(Number.NEGATIVE_INFINITY);
  const plus = (to: Float64Array, item: number, by: number): void => {
    to[item] = (to[item] ?? 0) + by;
  };
  return {
    add: (history) => {
      const before = new Set<number>();
      for (const { day, items: bought } of history) {
        const now = new Set(bought);
        for (const item of before) {
          plus(chances, item, 1);
          plus(repeats, item, now.has(item) ? 1 : 0);
        }
        for (const item of now) {
          before.add(item);
          plus(recent, item, halved(asOfDay - day, RECENT_HALF_LIFE));
          plus(steady, item, halved(asOfDay - day, STEADY_HALF_LIFE));
          lastSold[item] = Math.max(lastSold[item] ?? day, day);
        }
      }
      for (const item of before) {
        plus(buyers, item, 1);
      }
    },
    finish: () => {
      const sum = (of: Float64Array): number => of.reduce((all, each) => all + each, 0);
      const usual = sum(repeats) / Math.max(1, sum(chances));
      return Array.from({ length: items }, (_, item) => ({
        buyers: buyers[item] ?? 0,
        recentSales: recent[item] ?? 0,
        steadySales: steady[item] ?? 0,
        lastSoldDay: lastSold[item] ?? 0,
        repeatChance: ((repeats[item] ?? 0) + BELIEF * usual) / ((chances[item] ?? 0) + BELIEF),
      }));
    },
  };
}

/** How much better an item sells of late than over a longer time: 1 is as usual. */
export function trendOf({ recentSales, steadySales }: ItemFacts): number {
  return (recentSales + 0.5) / ((steadySales * RECENT_HALF_LIFE) / STEADY_HALF_LIFE + 0.5);
}
