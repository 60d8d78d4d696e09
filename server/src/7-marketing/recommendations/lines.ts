/** Who bought of one line, and how many of them of another one too. */
export interface LinePair {
  readonly from: string;
  readonly to: string;
  /** Buyers of the first. */
  readonly buyers: number;
  /** Buyers of both. */
  readonly both: number;
  /** both ÷ buyers: the cross-buying rate. */
  readonly rate: number;
}

/** Counts who buys across lines, given the lines of one customer after another. */
export function createLines(): { add(lines: ReadonlySet<string>): void; finish(): readonly LinePair[] } {
  const buyers = new Map<string, number>();
  const both = new Map<string, Map<string, number>>();
  return {
    add: (lines) => {
      for (const from of lines) {
        buyers.set(from, (buyers.get(from) ?? 0) + 1);
        const row = both.get(from) ?? new Map<string, number>();
        both.set(from, row);
        for (const to of lines) {
          row.set(to, (row.get(to) ?? 0) + 1);
        }
      }
    },
    finish: () =>
      [...buyers].flatMap(([from, count]) =>
        [...buyers.keys()]
          .filter((to) => to !== from)
          .map((to) => {
            const shared = both.get(from)?.get(to) ?? 0;
            return { from, to, buyers: count, both: shared, rate: shared / count };
          }),
      ),
  };
}

/** Lines that somebody has not bought yet, the one that buyers like them buy most often first. */
export function linesToOffer(own: ReadonlySet<string>, pairs: readonly LinePair[]): readonly LinePair[] {
  const best = new Map<string, LinePair>();
  for (const pair of pairs) {
    if (own.has(pair.from) && !own.has(pair.to) && pair.both > 0 && pair.rate > (best.get(pair.to)?.rate ?? 0)) {
      best.set(pair.to, pair);
    }
  }
  return [...best.values()].toSorted((a, b) => b.rate - a.rate || (a.to < b.to ? -1 : 1));
}
