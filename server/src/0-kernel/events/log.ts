import { sql } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Postgres, Tx } from '#kernel/db/postgres.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import type { Metrics } from '#kernel/metrics/metrics.ts';
import type { NewEvent } from './event.ts';
import { createPump, type EventReader } from './pump.ts';
import { type RunningReaders, startReaders } from './run-readers.ts';
import {
  claimReaderWaiting,
  countBehind,
  insertEvents,
  notifyReaders,
  positionBefore,
  readPosition,
  savePosition,
} from './store.ts';

export type { NewEvent, StoredEvent } from './event.ts';
export type { EventReader } from './pump.ts';
export { renumberAfterRestore } from './store.ts';

/** What happened, in order, for whoever cares. */
export interface EventLog {
  /** Writes events in the caller's transaction: they exist exactly when it commits. */
  append(tx: Tx, context: Context, events: readonly NewEvent[]): Promise<void>;
  /**
   * Gives the reader its next batch and says how many events that was; 0 when there are none, when they wait for a
   * running writer, or when another process works for the reader. Throws what the handler throws.
   */
  pump(reader: EventReader): Promise<number>;
  /** Everything (or everything above `toSeq`) comes again. Waits for a batch in work. */
  rewind(readerName: string, toSeq?: number): Promise<void>;
  /** Committed events not yet passed, of any type, and the number of the last passed one. */
  lag(readerName: string): Promise<{ readonly behind: number; readonly position: number }>;
  /** Keeps the readers going: woken by NOTIFY, polling in case that is lost. */
  start(readers: readonly EventReader[]): void;
  /** Lets running batches finish. */
  stop(): Promise<void>;
}

export interface EventLogOptions {
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics?: Metrics;
}

/**
 * NOTIFY makes commits of one server wait for each other (it keeps its queue in commit order), so a busy process
 * sends at most one in this time; the poll finds what was written in between.
 */
const NOTIFY_INTERVAL_MS = 50;

export function createEventLog(options: EventLogOptions): EventLog {
  const { postgres, clock } = options;
  const pump = createPump(postgres);
  let running: RunningReaders | null = null;
  let notifiedAt = Number.NEGATIVE_INFINITY;
  return {
    append: async (tx, context, events) => {
      if (events.length === 0) {
        return;
      }
      await insertEvents(tx, { context, at: clock.now(), events });
      if (performance.now() - notifiedAt >= NOTIFY_INTERVAL_MS) {
        notifiedAt = performance.now();
        await notifyReaders(tx);
      }
    },
    pump: async (reader) => {
      for (;;) {
        const result = await pump(reader);
        if (result.handled > 0 || !result.moved) {
          return result.handled;
        }
      }
    },
    rewind: (readerName, toSeq) =>
      postgres.db.transaction().execute(async (tx) => {
        await sql`set local lock_timeout = '60s'`.execute(tx);
        await claimReaderWaiting(tx, readerName);
        await savePosition(
          tx,
          readerName,
          toSeq === undefined ? { xid: '0', seq: 0 } : await positionBefore(tx, toSeq),
        );
        await notifyReaders(tx);
      }),
    lag: async (readerName) => {
      const position = await readPosition(postgres.db, readerName);
      return { behind: await countBehind(postgres.db, position), position: position.seq };
    },
    start: (readers) => {
      if (running !== null) {
        throw new Error('The event log is already started');
      }
      running = startReaders({ ...options, pump, readers });
    },
    stop: async () => {
      const stopping = running;
      running = null;
      await stopping?.stop();
    },
  };
}
