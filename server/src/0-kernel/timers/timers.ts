import { type Context, systemContext } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { originOf } from '#kernel/jobs/envelope.ts';
import { fireNext, type TimerKind, type TimersOptions } from './fire-timer.ts';
import { deleteTimer, putTimer, readLastSetting } from './store.ts';

export type { TimerKind, TimersOptions } from './fire-timer.ts';

/** Everything with a future time, under our own clock. */
export interface Timers {
  /** Sets the timer of `kind` and `key`; one that is already there is replaced. */
  schedule(
    tx: Tx,
    context: Context,
    options: { readonly kind: string; readonly key: string; readonly dueAt: Date; readonly payload: unknown },
  ): Promise<void>;
  /** Cancelling what is not there is no error. */
  cancel(tx: Tx, kind: string, key: string): Promise<void>;
  /** Makes kinds known to `tick` without starting the loop (tests, commands). */
  register(kinds: readonly TimerKind[]): void;
  /**
   * Fires what is due by the clock and says how many fired; what is set meanwhile waits for the next tick. Failures
   * are counted, logged and tried again later.
   */
  tick(): Promise<number>;
  /** Registers the kinds and ticks twice a second. */
  start(kinds: readonly TimerKind[]): void;
  /** Lets a running timer finish. */
  stop(): Promise<void>;
}

/** The key of the timer that a recurring kind has of its own. */
export const RECURRING_KEY = 'recurring';

const TICK_MS = 500;

/** Sets the first run of recurring kinds that have none yet, once per process. */
function createDuties(options: TimersOptions): { add(kind: TimerKind): void; settle(): Promise<void> } {
  const { postgres, clock } = options;
  const unsettled = new Set<TimerKind>();
  return {
    add: (kind) => {
      if (kind.every !== undefined) {
        unsettled.add(kind);
      }
    },
    settle: async () => {
      for (const kind of unsettled) {
        const now = clock.now();
        const origin = originOf(systemContext(`timer:${kind.name}`));
        const timer = { kind: kind.name, key: RECURRING_KEY, dueAt: kind.every?.(now) ?? now, payload: {}, origin };
        await postgres.db.transaction().execute((tx) => putTimer(tx, timer, 'keep'));
        unsettled.delete(kind);
      }
    },
  };
}

/** Calls again and again, with a pause in between, until stopped. */
function createLoop(work: () => Promise<unknown>): { start(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | null = null;
  let working: Promise<unknown> = Promise.resolve();
  let running = false;
  const schedule = (): void => {
    timer = setTimeout(() => {
      working = work().finally(() => {
        if (running) {
          schedule();
        }
      });
    }, TICK_MS);
  };
  return {
    start: () => {
      if (running) {
        throw new Error('The timers are already started');
      }
      running = true;
      schedule();
    },
    stop: async () => {
      running = false;
      if (timer !== null) {
        clearTimeout(timer);
      }
      await working;
    },
  };
}

export function createTimers(options: TimersOptions): Timers {
  const { postgres, clock, log } = options;
  const kinds = new Map<string, TimerKind>();
  const duties = createDuties(options);
  const register = (added: readonly TimerKind[]): void => {
    for (const kind of added) {
      if (!kinds.has(kind.name)) {
        duties.add(kind);
      }
      kinds.set(kind.name, kind);
    }
  };
  const tick = async (): Promise<number> => {
    await duties.settle();
    // Fixed for the whole tick: a timer that sets itself again in the past waits for the next tick.
    const due = { now: clock.now(), lastSetting: await readLastSetting(postgres.db) };
    let fired = 0;
    for (;;) {
      const outcome = await fireNext(due, { ...options, kinds });
      if (outcome === 'none') {
        return fired;
      }
      fired += outcome === 'fired' ? 1 : 0;
    }
  };
  const loop = createLoop(() =>
    tick().catch((error: unknown) => log.error({ err: error }, 'a tick of the timers failed')),
  );
  return {
    schedule: (tx, context, { kind, key, dueAt, payload }) =>
      putTimer(tx, { kind, key, dueAt, payload, origin: originOf(context) }, 'replace'),
    cancel: deleteTimer,
    register,
    tick,
    start: (added) => {
      register(added);
      loop.start();
    },
    stop: loop.stop,
  };
}
