/** Deep and light in turn, so that neighbours stay apart in grey as well. */
const ORDER = [1, 4, 3, 6, 0, 5, 2, 7] as const;

/** Parts that are drawn by themselves; what is smaller is drawn together. */
export const MAX_PARTS = ORDER.length - 1;

/** The colour of a part by its place; a name always stands beside it. */
export function partColour(index: number, count: number): string {
  return count === 1 ? 'var(--accent)' : `var(--category-${ORDER[index % ORDER.length] ?? 0})`;
}
