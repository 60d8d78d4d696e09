import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { ImportRow } from '../imports/import-row.ts';
import type { ImportKind } from '../imports/kind.ts';
import * as store from '../imports/store.ts';
import { readFile } from '../reading/service.ts';
import { gaveUp, STOPPED_BY_HAND } from './failures.ts';

const LOOK_AGAIN_MS = 500;

export interface RunOptions {
  /** Stops it between two batches of rows, by throwing the signal's reason; it stays `running` and can go on. */
  readonly signal?: AbortSignal;
  /** Called after each chunk. */
  readonly onProgress?: (row: ImportRow) => void;
  /** When another process is at it: true waits until that one ends, however it ends; false (the default) returns. */
  readonly wait?: boolean;
}

/** `ran`: to its end, be that `done` or `failed`; `busy`: another process is at it; `nothing`: it is not to be run. */
export type RunOutcome = 'ran' | 'busy' | 'nothing';

export interface Running {
  /**
   * Takes a file in from its checkpoint to its end. A file that cannot be read on ends as `failed` with the reason;
   * anything else is thrown, and the import stays `running` for whoever tries again.
   */
  run(context: Context, importId: string, options?: RunOptions): Promise<RunOutcome>;
  /** Ends an unfinished import as failed after an error that trying again did not cure. */
  giveUp(context: Context, importId: string, error: unknown): Promise<void>;
  /** Ends an unfinished import as failed because somebody interrupted it. */
  stop(context: Context, importId: string): Promise<void>;
}

/** The one way in for files, used by the worker and by the command alike. */
export function createRunning(kernel: Kernel, kinds: ReadonlyMap<string, ImportKind>): Running {
  const { db } = kernel.postgres;
  const fail = (context: Context, importId: string, failure: Text): Promise<void> =>
    kernel.transaction(context, async (tx) => {
      const row = await store.lockImport(tx, importId, null);
      // An undo that has begun since is not ours to end.
      if (row !== undefined && isUnfinished(row)) {
        await store.changeStatus(tx, importId, { status: 'failed', failure, finishedAt: kernel.clock.now() });
      }
    });
  const runOnce = (context: Context, importId: string, options: RunOptions): Promise<RunOutcome> =>
    db.connection().execute(async (connection) => {
      if (!(await store.tryLockRun(connection, importId))) {
        return 'busy';
      }
      try {
        const row = await store.findImport(db, importId, null);
        const kind = row === undefined ? undefined : kinds.get(row.kind);
        if (row === undefined || kind === undefined || !isUnfinished(row)) {
          return 'nothing';
        }
        await runLocked(kernel, { context, row, kind, options });
        return 'ran';
      } finally {
        // It must not hide the error that brought us here.
        await store
          .unlockRun(connection, importId)
          .catch((err: unknown) => kernel.log.warn({ err }, 'the lock of an import ended with its connection'));
      }
    });
  return {
    run: async (context, importId, options = {}) => {
      let outcome = await runOnce(context, importId, options);
      while (outcome === 'busy' && options.wait === true) {
        await delay(LOOK_AGAIN_MS, undefined, options.signal === undefined ? {} : { signal: options.signal });
        outcome = await runOnce(context, importId, options);
      }
      return outcome;
    },
    giveUp: (context, importId, error) => fail(context, importId, gaveUp('import', context.requestId, error)),
    stop: (context, importId) => fail(context, importId, STOPPED_BY_HAND),
  };
}

function isUnfinished({ status }: ImportRow): boolean {
  return status === 'queued' || status === 'running';
}

interface Locked {
  readonly context: Context;
  readonly row: ImportRow;
  readonly kind: ImportKind;
  readonly options: RunOptions;
}

async function runLocked(kernel: Kernel, { context, row, kind, options }: Locked): Promise<void> {
  const { db } = kernel.postgres;
  await store.changeStatus(db, row.id, { status: 'running', startedAt: kernel.clock.now() });
  const tell = async (): Promise<void> => {
    const now = options.onProgress === undefined ? undefined : await store.findImport(db, row.id, null);
    if (now !== undefined) {
      options.onProgress?.(now);
    }
  };
  try {
    await readFile({ kernel, context, row, kind, signal: options.signal, tell });
  } catch (error) {
    if (!isFaultOfFile(error)) {
      throw error;
    }
    await store.changeStatus(db, row.id, {
      status: 'failed',
      failure: error.text,
      finishedAt: kernel.clock.now(),
    });
    await tell();
  }
}

/** Refusals are final; what others do at the same time (`identity_conflict`) and errors of the machine are not. */
function isFaultOfFile(error: unknown): error is AppError {
  return error instanceof AppError && error.status < 500 && error.code !== 'identity_conflict';
}
