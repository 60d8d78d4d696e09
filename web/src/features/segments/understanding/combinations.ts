import type { CellAsked, Overlap } from './api.ts';

/** Who is in some of the chosen sets and in none of the other chosen ones. */
export interface Combination extends CellAsked {
  /** Bit `i`: in set `i` of those chosen. */
  readonly mask: number;
  readonly customers: number;
}

/** Every combination of two or three sets, the most sets last; the other sets of the answer do not matter. */
export function combinationsOf(overlap: Overlap | undefined, ids: readonly string[]): readonly Combination[] {
  if (overlap === undefined || ids.length === 0) {
    return [];
  }
  const counts = new Map<number, number>();
  for (const cell of overlap.cells) {
    const mask = ids.reduce((sum, id, place) => sum + (cell.in.includes(id) ? 2 ** place : 0), 0);
    counts.set(mask, (counts.get(mask) ?? 0) + cell.customers);
  }
  const isIn = (mask: number, place: number): boolean => Math.floor(mask / 2 ** place) % 2 === 1;
  const sizeOf = (mask: number): number => ids.filter((_, place) => isIn(mask, place)).length;
  return Array.from({ length: 2 ** ids.length - 1 }, (_, index) => index + 1)
    .toSorted((a, b) => sizeOf(a) - sizeOf(b) || a - b)
    .map((mask) => ({
      mask,
      in: ids.filter((_, place) => isIn(mask, place)),
      out: ids.filter((_, place) => !isIn(mask, place)),
      customers: counts.get(mask) ?? 0,
    }));
}

/** How two sets lie to each other, in whichever order they stand in the answer. */
export function pairAt(overlap: Overlap | undefined, one: string, other: string): Overlap['pairs'][number] | undefined {
  return overlap?.pairs.find(({ a, b }) => (a === one && b === other) || (a === other && b === one));
}
