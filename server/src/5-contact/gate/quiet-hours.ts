import { addDays, businessDateOf, startOfBusinessDate, wallClockOf, type Zone } from '#kernel/pure/dates.ts';

/** From one time of day until another, of the next day where that is the earlier one: `21:00` until `09:00`. */
export interface QuietHours {
  readonly from: string;
  readonly until: string;
}

const MINUTE_MS = 60_000;

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** When the quiet hours that an instant falls into end, by the clock of the zone; null outside of them. */
export function quietUntil(now: Date, { from, until }: QuietHours, zone: Zone): Date | null {
  const clock = minutesOf(wallClockOf(now, zone).slice(11));
  const [start, end] = [minutesOf(from), minutesOf(until)];
  const isQuiet = start <= end ? clock >= start && clock < end : clock >= start || clock < end;
  if (!isQuiet) {
    return null;
  }
  const today = businessDateOf(now, zone);
  const endDate = clock < end ? today : addDays(today, 1);
  // By the wall clock: on the day on which the clocks change, nine is still nine.
  const midnight = startOfBusinessDate(endDate, zone);
  const localMs = midnight.getTime() + zone.offsetAt(midnight.getTime()) + end * MINUTE_MS;
  return new Date(zone.instantOf(localMs));
}
