import { groupNode, type Rule } from '#kernel/pure/rules/tree.ts';
import { IN_SEGMENT } from '../definitions/expand.ts';

/** Segments laid over each other at once. */
export const MAX_SETS = 12;

/** Customers who are in exactly these sets and no other: bit `i` of the mask is set `i`. */
export interface Cell {
  readonly mask: number;
  readonly customers: number;
}

export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly both: number;
  readonly shareOfA: number | null;
  readonly shareOfB: number | null;
  /** How many would be in both if the one said nothing about the other. */
  readonly expected: number;
  /** `both` ÷ `expected`; null where nobody is expected. */
  readonly lift: number | null;
}

const has = (mask: number, set: number): boolean => Math.floor(mask / 2 ** set) % 2 === 1;

/** The places of the sets of a cell. */
export function setsOf(mask: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, set) => set).filter((set) => has(mask, set));
}

function sumWhere(cells: readonly Cell[], isMeant: (mask: number) => boolean): number {
  return cells.reduce((sum, { mask, customers }) => sum + (isMeant(mask) ? customers : 0), 0);
}

/** Sizes of the sets, everybody, and of each two sets how they lie to each other: all from the cells. */
export function overlapOf(
  cells: readonly Cell[],
  count: number,
): { readonly of: number; readonly sizes: readonly number[]; readonly pairs: readonly Pair[] } {
  const of = sumWhere(cells, () => true);
  const sets = Array.from({ length: count }, (_, set) => set);
  const sizes = sets.map((set) => sumWhere(cells, (mask) => has(mask, set)));
  const pairs = sets.flatMap((a) =>
    sets.slice(a + 1).map((b): Pair => {
      const both = sumWhere(cells, (mask) => has(mask, a) && has(mask, b));
      const [ofA, ofB] = [sizes[a] ?? 0, sizes[b] ?? 0];
      const expected = of === 0 ? 0 : (ofA * ofB) / of;
      return {
        a,
        b,
        both,
        shareOfA: ofA === 0 ? null : both / ofA,
        shareOfB: ofB === 0 ? null : both / ofB,
        expected,
        lift: expected === 0 ? null : both / expected,
      };
    }),
  );
  return { of, sizes, pairs };
}

/** In each of the one, in none of the other, as a rule: what a cell is kept as. */
export function cellRule(inside: readonly string[], outside: readonly string[]): Rule {
  const named = (id: string) => ({ is: IN_SEGMENT, segments: [id] });
  const none = outside.length === 0 ? [] : [groupNode('none', outside.map(named))];
  return { v: 1, ...groupNode('all', [...inside.map(named), ...none]) };
}
