import type { DeliveryWindow } from '#customers/pure';
import { addDays, businessDateOf, startOfBusinessDate, wallClockOf, type Zone } from '#kernel/pure/dates.ts';

const MINUTE_MS = 60_000;
const WEEK = 7;

/**
 * When the next hours begin in which somebody would rather be reached, by the clock of the zone; null inside of them,
 * and for whoever named none that a week holds. Public holidays count as the day of the week that they are.
 */
export function preferredFrom(now: Date, windows: readonly DeliveryWindow[], zone: Zone): Date | null {
  const today = businessDateOf(now, zone);
  const clock = wallClockOf(now, zone).slice(11);
  const minutes = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  for (let ahead = 0; ahead <= WEEK; ahead += 1) {
    const date = addDays(today, ahead);
    const own = windows.filter(({ days }) => days.includes(isWeekend(date) ? 'weekends' : 'workdays'));
    if (ahead === 0 && own.some(({ from, to }) => from <= minutes && minutes < to)) {
      return null;
    }
    const starts = own.map(({ from }) => from).filter((from) => ahead > 0 || from > minutes);
    if (starts.length > 0) {
      // By the wall clock: on the day on which the clocks change, nine is still nine.
      const midnight = startOfBusinessDate(date, zone);
      const localMs = midnight.getTime() + zone.offsetAt(midnight.getTime()) + Math.min(...starts) * MINUTE_MS;
      return new Date(zone.instantOf(localMs));
    }
  }
  return null;
}

function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6;
}
