import { z } from 'zod';
import type { AnalyticPart } from '#kernel/feed/feed.ts';
import { LIST_CHANGED } from '../lists/changed.ts';

/** Somebody entered or left a segment. */
export const MEMBERSHIP_CHANGED = 'segments.membership_changed';

const moved = z.object({ entered: z.array(z.uuid()), left: z.array(z.uuid()) });
const listed = z.object({ customerIds: z.array(z.uuid()) });

/** The lists and segments in the analytic row of a customer, and how the customer moved between segments. */
export const placingPart: AnalyticPart = {
  source: 'segments.placing',
  all: { source: 'segments.placings', key: 'placed_id' },
  columns: {
    list_ids: `coalesce(list_ids, '[]')`,
    segment_ids: `coalesce(segment_ids, '[]')`,
    move_segments: `coalesce(move_segments, '[]')`,
    move_seconds: `coalesce(move_seconds, '[]')`,
    move_entered: `coalesce(move_entered, '[]')`,
  },
  types: [MEMBERSHIP_CHANGED, LIST_CHANGED],
  keysOf: async (_, events) =>
    events.flatMap(({ type, data }) => {
      if (type === LIST_CHANGED) {
        return listed.parse(data).customerIds;
      }
      const { entered, left } = moved.parse(data);
      return [...entered, ...left];
    }),
};
