/** Waits after the first, second, … failure of a receiver in a row, in seconds; the last one repeats. */
export const RECEIVER_WAITS = [5, 30, 120, 300, 600, 900] as const;
/** Waits of one message that the receiver refuses while it takes others. */
export const MESSAGE_WAITS = [5, 300, 1800, 7200, 18_000, 36_000] as const;
/** A receiver that asks for more patience gets this much at most. */
const LONGEST_ASKED_SECONDS = 6 * 3600;

/** When to try again after `failures` in a row (1 or more), or as long as the receiver asked for, if that is longer. */
export function nextTry(
  waits: readonly number[],
  {
    failures,
    now,
    askedSeconds,
  }: { readonly failures: number; readonly now: Date; readonly askedSeconds: number | null },
): Date {
  const wait = waits[Math.min(failures, waits.length) - 1] ?? 0;
  const seconds = Math.max(wait, Math.min(askedSeconds ?? 0, LONGEST_ASKED_SECONDS));
  return new Date(now.getTime() + seconds * 1000);
}
