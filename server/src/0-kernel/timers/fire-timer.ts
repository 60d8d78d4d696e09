import { sql } from 'kysely';
import type { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Postgres, Tx } from '#kernel/db/postgres.ts';
import { buryTimer } from '#kernel/jobs/dead-letters.ts';
import { contextOf } from '#kernel/jobs/envelope.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import type { Metrics } from '#kernel/metrics/metrics.ts';
import { nextRun, retryAt } from './next-run.ts';
import { dropTimer, postponeTimer, putTimer, type StoredTimer, takeDueTimer } from './store.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- a list of kinds mixes payloads
export interface TimerKind<P = any> {
  readonly name: string;
  readonly payload: z.ZodType<P>;
  /** Attempts before it is put on the dead-letter list (default 10). */
  readonly maxAttempts?: number;
  /**
   * Runs in the transaction that takes the timer away, so effects written with `tx` happen exactly once. Keep it
   * short and add a job for long work. Anything done outside `tx` may happen again after a crash.
   */
  fire(payload: P, run: { readonly tx: Tx; readonly context: Context; readonly dueAt: Date }): Promise<void>;
  /**
   * Makes the kind a recurring duty: the first time after an instant. It then has one timer of its own (key
   * `RECURRING_KEY`, payload parsed from `{}`); runs missed while the platform was down are made up for once.
   */
  readonly every?: (after: Date) => Date;
}

export interface TimersOptions {
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics?: Metrics;
}

export interface FireOptions extends TimersOptions {
  readonly kinds: ReadonlyMap<string, TimerKind>;
}

/** `none`: nothing was due. */
export type FireOutcome = 'none' | 'fired' | 'failed';

const MAX_ATTEMPTS = 10;
const FIRE_TIMEOUT = '30s';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function fireIn(
  tx: Tx,
  { kind, timer, now }: { readonly kind: TimerKind; readonly timer: StoredTimer; readonly now: Date },
): Promise<void> {
  const payload: unknown = kind.payload.parse(timer.payload);
  await kind.fire(payload, { tx, context: contextOf(timer.origin), dueAt: timer.dueAt });
  if (kind.every !== undefined) {
    await putTimer(tx, { ...timer, dueAt: nextRun(kind.every, { dueAt: timer.dueAt, now }) }, 'keep');
  }
}

async function postponeOrBury(timer: StoredTimer, error: unknown, options: FireOptions): Promise<void> {
  const { postgres, clock, log, metrics } = options;
  const kind = options.kinds.get(timer.kind);
  const attempts = timer.attempts + 1;
  const now = clock.now();
  const isLast = attempts >= (kind?.maxAttempts ?? MAX_ATTEMPTS);
  if (isLast) {
    await postgres.db.transaction().execute(async (tx) => {
      if (!(await dropTimer(tx, timer))) {
        return;
      }
      await buryTimer(tx, { ...timer, error: messageOf(error), attempts, failedAt: now });
      // A duty goes on with its next run even when this one is given up.
      if (kind?.every !== undefined) {
        await putTimer(tx, { ...timer, dueAt: nextRun(kind.every, { dueAt: timer.dueAt, now }) }, 'keep');
      }
    });
  } else {
    await postponeTimer(postgres.db, timer, { nextTryAt: retryAt(now, attempts), error: messageOf(error) });
  }
  countTimer(metrics, timer.kind, isLast ? 'dead' : 'failed');
  const timerLog = log.child({ requestId: timer.origin.requestId, timer: timer.kind, attempts });
  timerLog[isLast ? 'error' : 'warn'](
    { err: error },
    isLast ? 'a timer failed for the last time' : 'a timer failed and will be tried again',
  );
}

function countTimer(metrics: Metrics | undefined, kind: string, outcome: 'fired' | 'failed' | 'dead'): void {
  metrics?.counter('zhike_timers_total', 'Timers by kind and outcome', ['kind', 'outcome']).inc({ kind, outcome });
}

/**
 * Takes one due timer and fires it, both in one transaction. A failure undoes all of it, is counted in a second
 * transaction and moves the timer back, or to the dead-letter list when it was the last attempt.
 */
export async function fireNext(
  due: { readonly now: Date; readonly lastSetting: number },
  options: FireOptions,
): Promise<FireOutcome> {
  const { postgres, kinds } = options;
  let taken: StoredTimer | null = null;
  try {
    await postgres.db.transaction().execute(async (tx) => {
      await sql`select set_config('transaction_timeout', ${FIRE_TIMEOUT}, true)`.execute(tx);
      const timer = await takeDueTimer(tx, { ...due, kinds: [...kinds.keys()] });
      const kind = timer === null ? undefined : kinds.get(timer.kind);
      if (timer !== null && kind !== undefined) {
        taken = timer;
        await fireIn(tx, { kind, timer, now: due.now });
      }
    });
  } catch (error) {
    if (taken === null) {
      throw error;
    }
    await postponeOrBury(taken, error, options);
    return 'failed';
  }
  // The compiler does not see that the callback above ran.
  const fired = taken as StoredTimer | null;
  if (fired !== null) {
    countTimer(options.metrics, fired.kind, 'fired');
  }
  return fired === null ? 'none' : 'fired';
}
