const RETRY_FIRST_MS = 2000;
const RETRY_MAX_MS = 3_600_000;
/** So many missed runs are stepped over one by one, which keeps the rhythm of the duty; beyond, it starts anew. */
const MAX_STEPS = 1000;

/** When a timer that has failed `attempts` times is tried again: 2 s, 4 s, 8 s … up to an hour. */
export function retryAt(now: Date, attempts: number): Date {
  return new Date(now.getTime() + Math.min(RETRY_FIRST_MS * 2 ** (attempts - 1), RETRY_MAX_MS));
}

/** The first run of a duty after `now`, keeping its rhythm; runs missed in between are left out. */
export function nextRun(every: (after: Date) => Date, options: { readonly dueAt: Date; readonly now: Date }): Date {
  const { dueAt, now } = options;
  let next = dueAt;
  for (let step = 0; step < MAX_STEPS && next.getTime() <= now.getTime(); step += 1) {
    const following = every(next);
    if (following.getTime() <= next.getTime()) {
      throw new RangeError(
        `A recurring duty must move forward; after ${next.toISOString()} came ${following.toISOString()}`,
      );
    }
    next = following;
  }
  return next.getTime() > now.getTime() ? next : every(now);
}
