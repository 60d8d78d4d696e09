import { businessDateOf, startOfBusinessDate, type Zone } from '#kernel/pure/dates.ts';

const HOUR_MS = 3_600_000;

/** The full hour after a moment. */
export function nextHour(after: Date): Date {
  return new Date((Math.floor(after.getTime() / HOUR_MS) + 1) * HOUR_MS);
}

/** Whether today's run is due: its hour has come, and none began since. One that was missed is made up for. */
export function isRunDue(
  now: Date,
  { hour, zone, lastStarted }: { readonly hour: number; readonly zone: Zone; readonly lastStarted: Date | null },
): boolean {
  const due = startOfBusinessDate(businessDateOf(now, zone), zone).getTime() + hour * HOUR_MS;
  return now.getTime() >= due && (lastStarted === null || lastStarted.getTime() < due);
}
