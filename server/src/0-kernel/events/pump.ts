import type { Postgres, Tx } from '#kernel/db/postgres.ts';
import type { StoredEvent } from './event.ts';
import { claimReader, readBatch, readPosition, savePosition } from './store.ts';

/** Somebody who wants to know. Delivered at least once, so effects outside `tx` must bear repetition. */
export interface EventReader {
  /** Names the position; never reused for something else. */
  readonly name: string;
  /** Empty for all. */
  readonly types: readonly string[];
  /** Most events of one call (default 500). */
  readonly batchSize?: number;
  /** Longest batch in seconds (default 60); the server ends the transaction after that. */
  readonly timeoutSeconds?: number;
  /**
   * Least time from the beginning of a batch to that of the next one while the reader keeps up (default 0). A batch
   * costs something however small it is: who can wait a moment gets fewer and larger ones. A full batch waits for nothing.
   */
  readonly restMs?: number;
  /**
   * Gets events in the order of their transactions' ids. Effects written with `tx` and the position are saved
   * together. Keep it short: a transaction that has written holds back all readers until it ends.
   */
  handle(events: readonly StoredEvent[], tx: Tx): Promise<void>;
}

export interface PumpResult {
  readonly handled: number;
  /** The position moved, if only past events that the reader does not want. */
  readonly moved: boolean;
  /** A writer is still running: look again soon, since its end may send no NOTIFY. */
  readonly heldBack: boolean;
}

export type Pump = (reader: EventReader) => Promise<PumpResult>;

/** Events of a batch where a reader says nothing else. */
export const BATCH_SIZE = 500;
const SCAN_LIMIT = 5000;
const TIMEOUT_SECONDS = 60;
const NOTHING: PumpResult = { handled: 0, moved: false, heldBack: false };

/** One batch: claim, read, handle and save the position in one transaction. */
export function createPump(postgres: Postgres): Pump {
  return (reader) =>
    postgres.db.transaction().execute(async (tx) => {
      const timeoutSeconds = reader.timeoutSeconds ?? TIMEOUT_SECONDS;
      if (!(await claimReader(tx, reader.name, { timeoutSeconds }))) {
        return NOTHING;
      }
      const limit = reader.batchSize ?? BATCH_SIZE;
      const batch = await readBatch(tx, {
        after: await readPosition(tx, reader.name),
        types: reader.types,
        limit,
        scanLimit: Math.max(SCAN_LIMIT, limit),
      });
      if (batch.next === null) {
        return { ...NOTHING, heldBack: batch.heldBack };
      }
      if (batch.events.length > 0) {
        await reader.handle(batch.events, tx);
      }
      await savePosition(tx, reader.name, batch.next);
      return { handled: batch.events.length, moved: true, heldBack: batch.heldBack };
    });
}
