import type { History } from './histories.ts';

/** What is bought for the first time on the next day of purchase after an item. */
export interface Follower {
  readonly item: number;
  readonly other: number;
  readonly customers: number;
  /** Of those who bought the one and came again. */
  readonly share: number;
  /** The share over that after any purchase. */
  readonly lift: number;
  /** Between the two, on average. */
  readonly days: number;
}

const LEAST_CUSTOMERS = 3;
const MOST_FOR_ITEM = 20;
/** Baskets of resellers hold everything and follow from nothing. */
const MOST_IN_DAY = 100;

/** Which items follow which, from histories given one by one; and after how many days each item is bought again. */
export function createFollowers(items: number): {
  add(history: History<number>): void;
  finish(): readonly Follower[];
  /** Usual days between two purchases of an item; null when nobody bought it twice. */
  intervals(): readonly (number | null)[];
} {
  const followed = new Uint32Array(items * items);
  const gaps = new Float32Array(items * items);
  const cameAgain = new Uint32Array(items);
  const everNext = new Uint32Array(items);
  const repeats = new Uint32Array(items);
  const repeatLogs = new Float64Array(items);
  let allNext = 0;
  const plus = (to: Uint32Array | Float32Array | Float64Array, place: number, by: number): void => {
    to[place] = (to[place] ?? 0) + by;
  };
  return {
    add: (history) => {
      const days = byDay(history);
      const known = new Map<number, number>();
      for (const [place, [day, bought]] of days.entries()) {
        const [before, sold] = days[place - 1] ?? [day, []];
        const news = bought.filter((item) => !known.has(item)).slice(0, MOST_IN_DAY);
        if (place > 0) {
          allNext += 1;
          news.forEach((other) => plus(everNext, other, 1));
        }
        for (const item of sold.slice(0, MOST_IN_DAY)) {
          plus(cameAgain, item, 1);
          for (const other of news) {
            plus(followed, item * items + other, 1);
            plus(gaps, item * items + other, day - before);
          }
        }
        for (const item of bought) {
          const last = known.get(item);
          if (last !== undefined) {
            plus(repeats, item, 1);
            // The middle of intervals that spread by factors is that of their logarithms.
            plus(repeatLogs, item, Math.log(day - last));
          }
          known.set(item, day);
        }
      }
    },
    finish: () => followersIn({ items, followed, gaps, cameAgain, everNext, allNext }),
    intervals: () =>
      Array.from({ length: items }, (_, item) => {
        const times = repeats[item] ?? 0;
        return times === 0 ? null : Math.exp((repeatLogs[item] ?? 0) / times);
      }),
  };
}

interface Counted {
  readonly items: number;
  readonly followed: Uint32Array;
  readonly gaps: Float32Array;
  readonly cameAgain: Uint32Array;
  readonly everNext: Uint32Array;
  readonly allNext: number;
}

function followersIn({ items, followed, gaps, cameAgain, everNext, allNext }: Counted): readonly Follower[] {
  return Array.from({ length: items }, (_, item) => {
    const found: Follower[] = [];
    for (let other = 0; other < items; other += 1) {
      const customers = followed[item * items + other] ?? 0;
      if (customers >= LEAST_CUSTOMERS) {
        const share = customers / (cameAgain[item] ?? 1);
        const lift = share / ((everNext[other] ?? 1) / allNext);
        const days = (gaps[item * items + other] ?? 0) / customers;
        found.push({ item, other, customers, share, lift, days });
      }
    }
    return found.toSorted((a, b) => b.share - a.share || b.lift - a.lift).slice(0, MOST_FOR_ITEM);
  }).flat();
}

function byDay(history: History<number>): readonly (readonly [number, readonly number[]])[] {
  const days = new Map<number, Set<number>>();
  for (const { day, items } of history) {
    days.set(day, new Set([...(days.get(day) ?? []), ...items]));
  }
  return [...days].map(([day, items]) => [day, [...items]]);
}
