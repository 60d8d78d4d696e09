/** What facts say of a preference: the most frequent thing, in so many of so many. */
export interface Seen {
  readonly count: number;
  readonly of: number;
}

/** Fewer are chance. */
const LEAST_TIMES = 3;
const LEAST_SHARE = 0.4;

/** Whether it happened often enough to be called a preference. */
export function isHabit({ count, of }: Seen): boolean {
  return count >= LEAST_TIMES && count >= LEAST_SHARE * of;
}

/**
 * Which of the two counts: their own word, as long as it is not out of date; a habit where nothing was said, or where
 * what was said is older than the field allows.
 */
export function winnerOf(
  stated: { readonly isStale: boolean } | null,
  observed: Seen | null,
): 'stated' | 'observed' | null {
  const habit = observed !== null && isHabit(observed);
  if (stated === null) {
    return habit ? 'observed' : null;
  }
  return stated.isStale && habit ? 'observed' : 'stated';
}
