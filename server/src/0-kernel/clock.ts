import { createIdGenerator, type IdGenerator } from '#kernel/pure/ids.ts';

/** The one source of time. Everything with a date asks it, so that tests and replays can set it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

export interface SettableClock extends Clock {
  set(to: Date): void;
  /** Moves time forward by so many milliseconds. */
  advance(milliseconds: number): void;
}

/** A clock that stands still until told otherwise. */
export function createSettableClock(start: Date): SettableClock {
  let current = start.getTime();
  return {
    now: () => new Date(current),
    set: (to) => {
      current = to.getTime();
    },
    advance: (milliseconds) => {
      current += milliseconds;
    },
  };
}

/** Ids of this process, strictly increasing. */
export const newId: IdGenerator = createIdGenerator({
  nowMs: () => Date.now(),
  fillRandom: (bytes) => {
    crypto.getRandomValues(bytes);
  },
});
