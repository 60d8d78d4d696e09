import type { History } from './histories.ts';

/** When something is expected to be bought again. */
export interface Expected<Item> {
  readonly item: Item;
  readonly day: number;
  /** So many days earlier or later would be no surprise. */
  readonly tolerance: number;
  readonly everyDays: number;
  readonly times: number;
  readonly lastDay: number;
}

/** How much the interval of all buyers counts beside one's own: as so many of one's own. */
const BELIEF = 1;
/** Without intervals of one's own nothing is expected more exactly than by this share of the interval. */
const LOOSE = 0.5;
/** After so many intervals of silence it is not expected any more. */
const GIVEN_UP = 3;

/**
 * When each item that somebody bought is expected again: the last day and their own usual interval, drawn to that of
 * all buyers the more the fewer intervals of their own there are. What nobody buys twice is not expected.
 */
export function expectedAgain<Item>(
  history: History<Item>,
  { asOfDay, intervalOf }: { readonly asOfDay: number; readonly intervalOf: (item: Item) => number | null },
): readonly Expected<Item>[] {
  const days = new Map<Item, Set<number>>();
  for (const { day, items } of history) {
    for (const item of items) {
      days.set(item, (days.get(item) ?? new Set<number>()).add(day));
    }
  }
  return [...days]
    .flatMap(([item, all]) => {
      const sorted = [...all].toSorted((a, b) => a - b);
      const gaps = sorted.slice(1).map((day, place) => day - (sorted[place] ?? day));
      const usual = intervalOf(item);
      const lastDay = sorted.at(-1) ?? asOfDay;
      if (usual === null && gaps.length === 0) {
        return [];
      }
      const belief = usual === null ? 0 : BELIEF;
      const mean = middle(gaps);
      const everyDays = (gaps.length * (mean ?? 0) + belief * (usual ?? 0)) / (gaps.length + belief);
      const off = gaps.map((gap) => Math.abs(gap - (mean ?? gap)));
      const tolerance = Math.max(
        1,
        gaps.length < 2 ? everyDays * LOOSE : off.reduce((sum, each) => sum + each, 0) / off.length,
      );
      const expected = { item, day: Math.round(lastDay + everyDays), tolerance: Math.round(tolerance) };
      const isGivenUp = asOfDay - lastDay > GIVEN_UP * everyDays;
      return isGivenUp ? [] : [{ ...expected, everyDays, times: sorted.length, lastDay }];
    })
    .toSorted((a, b) => a.day - b.day || b.times - a.times);
}

function middle(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half];
  if (upper === undefined) {
    return null;
  }
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}
