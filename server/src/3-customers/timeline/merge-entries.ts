import type { TimelineEntry } from './source.ts';

export interface SourcedEntry extends TimelineEntry {
  readonly source: string;
}

/** Newest first; what happened at the same moment in the order of the ids, so that pages never overlap. */
function compareEntries(a: TimelineEntry, b: TimelineEntry): number {
  return b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);
}

/**
 * The newest entries of several sources, each of which gave its own newest in order and at least one more than the
 * page holds if there are so many.
 */
export function mergeEntries(
  lists: readonly { readonly source: string; readonly entries: readonly TimelineEntry[] }[],
  limit: number,
): { readonly entries: readonly SourcedEntry[]; readonly hasMore: boolean } {
  const all = lists
    .flatMap(({ source, entries }) => entries.map((entry) => ({ ...entry, source })))
    .toSorted(compareEntries);
  return { entries: all.slice(0, limit), hasMore: all.length > limit };
}
