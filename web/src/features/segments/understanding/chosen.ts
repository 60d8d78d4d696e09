import type { SegmentRow } from '../api.ts';

/** Colours of segments beside each other; more than these begin anew. */
const COLOURS = 8;

export const colourOf = (place: number): string => `var(--category-${place % COLOURS})`;

/** Segments with people in them, the largest first. */
export function largest<Row extends Pick<SegmentRow, 'members' | 'state'>>(
  segments: readonly Row[],
  count: number,
): readonly Row[] {
  return segments
    .filter(({ members, state }) => state === 'saved' && members > 0)
    .toSorted((a, b) => b.members - a.members)
    .slice(0, count);
}

/** Those of the ids in an address that there are, in its order; without any that is there, the usual ones. */
export function chosenOf<Row extends { readonly id: string }>(
  asked: readonly string[] | undefined,
  segments: readonly Row[],
  usual: readonly Row[],
): readonly string[] {
  const known = new Set(segments.map(({ id }) => id));
  const found = (asked ?? []).filter((id) => known.has(id));
  return asked === undefined ? usual.map(({ id }) => id) : found;
}
