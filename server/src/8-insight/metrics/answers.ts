/** What was worked out. */
export interface Kept<T> {
  readonly value: T;
  /** When, if the facts have changed since; null while they are the same. */
  readonly olderMs: number | null;
}

/** Answers that are worked out once, however many ask. */
export interface Answers {
  /** The kept answer while the facts are the same, and a while longer when it took long; else what `work` gives. */
  keep<T>(key: string, version: string, work: () => Promise<T>): Promise<Kept<T>>;
}

interface Entry {
  readonly version: string;
  readonly answer: Promise<unknown>;
  readonly startedMs: number;
  /** How long the work took; null while it goes on. */
  tookMs: number | null;
}

const MAX_KEPT = 300;
/** Under a stream of orders the facts are never the same: a slow answer is taken again for so many times its time. */
const SLOW_MS = 250;
const REST_FACTOR = 20;

/** A keeper of answers; the oldest ones go first. `nowMs` tells the time, `tickMs` how long something took. */
export function createAnswers({
  nowMs,
  tickMs,
}: {
  readonly nowMs: () => number;
  readonly tickMs: () => number;
}): Answers {
  const entries = new Map<string, Entry>();
  const mayReuse = (entry: Entry, version: string): boolean => {
    if (entry.version === version) {
      return true;
    }
    const ageMs = nowMs() - entry.startedMs;
    const { tookMs } = entry;
    return tookMs !== null && tookMs >= SLOW_MS && ageMs >= 0 && ageMs < tookMs * REST_FACTOR;
  };
  return {
    keep: <T>(key: string, version: string, work: () => Promise<T>): Promise<Kept<T>> => {
      const known = entries.get(key);
      if (known !== undefined && mayReuse(known, version)) {
        const olderMs = known.version === version ? null : known.startedMs;
        // `as`: a key stands for one kind of answer
        return known.answer.then((value) => ({ value: value as T, olderMs }));
      }
      const startedMs = nowMs();
      const beganMs = tickMs();
      const answer = work();
      const entry: Entry = { version, answer, startedMs, tookMs: null };
      entries.delete(key);
      entries.set(key, entry);
      for (const old of [...entries.keys()].slice(0, Math.max(0, entries.size - MAX_KEPT))) {
        entries.delete(old);
      }
      const forget = (): void => {
        if (entries.get(key) === entry) {
          entries.delete(key);
        }
      };
      answer.then(() => {
        entry.tookMs = tickMs() - beganMs;
      }, forget);
      return answer.then((value) => ({ value, olderMs: null }));
    },
  };
}
