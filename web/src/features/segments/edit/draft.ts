import type { Refresh } from '@zhike/server/contracts';
import type { Rule } from '../rule/parts.ts';

/** What somebody has written of a segment and not saved. */
export interface SegmentDraft {
  readonly name: string;
  readonly note: string;
  readonly refresh: Refresh;
  readonly rule: Rule;
  /** The version that it began from; null for a new segment. */
  readonly baseVersion: number | null;
  readonly at: string;
}

/** Everybody's own, on this device: `new` or the id of the segment. */
const keyOf = (userId: string, segmentId: string): string => `zhike.segment-draft.${userId}.${segmentId}`;

export function readDraft(userId: string, segmentId: string): SegmentDraft | null {
  try {
    const text = window.localStorage.getItem(keyOf(userId, segmentId));
    // Written below and by nothing else.
    return text === null ? null : (JSON.parse(text) as SegmentDraft);
  } catch {
    return null;
  }
}

export function keepDraft(userId: string, segmentId: string, draft: SegmentDraft | null): void {
  if (draft === null) {
    window.localStorage.removeItem(keyOf(userId, segmentId));
  } else {
    window.localStorage.setItem(keyOf(userId, segmentId), JSON.stringify(draft));
  }
}
