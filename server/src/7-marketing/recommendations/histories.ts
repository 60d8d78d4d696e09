/** What somebody bought on one occasion: the day by number, each item once. */
export interface Basket<Item> {
  readonly day: number;
  readonly items: readonly Item[];
}

/** The baskets of one customer, the oldest first. */
export type History<Item> = readonly Basket<Item>[];

/** A weight that halves with every so many days. */
export function halved(days: number, halfLife: number): number {
  return 0.5 ** (days / halfLife);
}

/** The last day on which each item was bought. */
export function lastDays<Item>(history: History<Item>): ReadonlyMap<Item, number> {
  const last = new Map<Item, number>();
  for (const { day, items } of history) {
    for (const item of items) {
      last.set(item, day);
    }
  }
  return last;
}
