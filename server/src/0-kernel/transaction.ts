import { sql } from 'kysely';
import type { Context } from '#kernel/context.ts';
import type { Postgres, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';

export interface TransactionOptions {
  /** Milliseconds after which the server ends a transaction (default 30 s); readers of the log wait for writers. */
  readonly timeoutMs?: number;
}

export type RunTransaction = <T>(context: Context, work: (tx: Tx) => Promise<T>) => Promise<T>;

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * The one way into a write. Commits when `work` resolves, rolls back when it throws, retries nothing. Throws
 * AppError `transaction_timed_out` (503) when the time is over; nothing of it is kept then.
 */
export function createTransactions(postgres: Postgres, options: TransactionOptions = {}): RunTransaction {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  return async (_context, work) => {
    const startedMs = performance.now();
    try {
      return await postgres.db.transaction().execute(async (tx) => {
        await sql`select set_config('transaction_timeout', ${String(timeoutMs)}, true)`.execute(tx);
        return await work(tx);
      });
    } catch (error) {
      // The server cuts the connection; whoever was in JavaScript then only learns that it is gone.
      if (sqlState(error) === '25P04' || (isCutConnection(error) && performance.now() - startedMs >= timeoutMs)) {
        throw timedOut(timeoutMs, error);
      }
      throw error;
    }
  };
}

function sqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function isCutConnection(error: unknown): boolean {
  return (
    error instanceof Error && /connection (error|terminated)|not queryable|Connection terminated/i.test(error.message)
  );
}

function timedOut(timeoutMs: number, cause: unknown): AppError {
  const seconds = timeoutMs / 1000;
  return new AppError('transaction_timed_out', 503, {
    message: {
      'zh-CN': `操作超过 ${seconds} 秒，已全部撤销；请稍后重试，或减少一次处理的数量`,
      en: `This took longer than ${seconds} s and was undone as a whole; try again later, or with less at once`,
    },
    cause,
    retryAfterSeconds: 5,
  });
}
