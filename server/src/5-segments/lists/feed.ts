import { z } from 'zod';
import type { AnalyticTable } from '#kernel/feed/feed.ts';

/** Somebody was put on a list, taken off it, or is another customer now. */
export const LIST_CHANGED = 'segments.list_changed';

const changed = z.object({ entryIds: z.array(z.uuid()) });

/** The analytic copy of lists. Entries are told as removed: what is there after all is copied anew, with a larger version. */
export const listEntriesAnalyticTable: AnalyticTable = {
  name: 'segments_list_entries',
  source: 'segments.list_entries',
  key: { source: 'id', column: 'entry_id' },
  columns: { entry_id: 'id', list_id: 'list_id', customer_id: 'customer_id' },
  types: [LIST_CHANGED],
  plan: (events) => ({
    upsertIds: [],
    upsertRanges: [],
    removeIds: events.flatMap(({ data }) => changed.parse(data).entryIds),
    removeRanges: [],
  }),
};
