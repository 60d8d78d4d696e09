import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#kernel/errors.ts';

/** serialization_failure, deadlock_detected, unique_violation: somebody else writes the same things right now. */
const RETRYABLE_STATES: ReadonlySet<unknown> = new Set(['40001', '40P01', '23505']);
const ATTEMPTS = 30;
const PAUSE_MS = 20;

export interface RetryOptions {
  /** How often it is tried before the error is thrown (default 30). */
  readonly attempts?: number;
  /** Ends the waiting between two attempts. */
  readonly signal?: AbortSignal | undefined;
}

/** Whether a transaction lost against another one at the same moment, so that the same again will do. */
export function isConflict(error: unknown): boolean {
  if (error instanceof AppError) {
    return error.status === 409 && error.retryAfterSeconds !== undefined;
  }
  return error instanceof Error && 'code' in error && RETRYABLE_STATES.has(error.code);
}

/**
 * Runs a whole transaction again while it loses against others: `work` has to begin and end it. The pauses grow and
 * vary, so that two that met do not meet again.
 */
export async function retryOnConflict<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { attempts = ATTEMPTS, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error) || attempt >= attempts) {
        throw error;
      }
      await delay(PAUSE_MS * attempt * Math.random(), undefined, signal === undefined ? {} : { signal });
    }
  }
}
