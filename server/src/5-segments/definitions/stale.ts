import type { Refresh, SegmentState } from './schema.ts';

const HOUR_MS = 3_600_000;
/** A refresh that is so late does not come of itself any more; the hour or day and time to work are in it. */
const LATE_MS: Readonly<Record<Refresh, number>> = {
  manual: Infinity,
  hourly: 3 * HOUR_MS,
  daily: 27 * HOUR_MS,
  live: 27 * HOUR_MS,
};

/** Whether the members may not be those for whom the rule holds: it was changed, a refresh is overdue or impossible. */
export function isStale(
  segment: {
    readonly state: SegmentState;
    readonly refresh: Refresh;
    readonly version: number;
    readonly refreshedVersion: number | null;
    readonly refreshedAt: Date | null;
  },
  { now, isUp }: { readonly now: Date /** The analytic store answers. */; readonly isUp: boolean },
): boolean {
  const { state, refresh, version, refreshedVersion, refreshedAt } = segment;
  if (refreshedVersion !== version || refreshedAt === null) {
    return true;
  }
  const isKept = state === 'saved' && refresh !== 'manual';
  return isKept && (!isUp || now.getTime() - refreshedAt.getTime() > LATE_MS[refresh]);
}
