/** Waits after the first, second, … time that a provider would not take a message, in seconds. */
const WAITS = [60, 300, 1800, 7200, 21_600] as const;
/** After so many tries it is given up. */
export const MOST_TRIES = WAITS.length + 1;

/** When to try again after so many tries (1 or more). */
export function nextTryAt(tries: number, now: Date): Date {
  const wait = WAITS[Math.min(tries, WAITS.length) - 1] ?? WAITS[0];
  return new Date(now.getTime() + wait * 1000);
}
