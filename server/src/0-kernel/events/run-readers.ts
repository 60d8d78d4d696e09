import pg from 'pg';
import { connectionConfig, type Postgres } from '#kernel/db/postgres.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import type { Metrics } from '#kernel/metrics/metrics.ts';
import { BATCH_SIZE, type EventReader, type Pump } from './pump.ts';
import { EVENTS_CHANNEL, readLastSeq } from './store.ts';

export interface RunningReaders {
  stop(): Promise<void>;
}

export interface RunReadersOptions {
  readonly postgres: Postgres;
  readonly log: Logger;
  readonly metrics?: Metrics;
  readonly readers: readonly EventReader[];
  readonly pump: Pump;
}

const POLL_MS = 250;
/** Every so many polls readers run whether or not a new number was given out. */
const POLLS_PER_SWEEP = 20;
const RECONNECT_MS = 1000;
const BACK_OFF_MS = 500;
const BACK_OFF_MAX_MS = 60_000;

interface ReaderLoop {
  wake(): void;
  isHeldBack(): boolean;
  stop(): Promise<void>;
}

interface Pause {
  isOn(): boolean;
  begin(waitMs: number): void;
  drop(): void;
}

/** Time in which nothing is done, none where it is over already; `onEnd` is called after it, not when it is dropped. */
function createPause(onEnd: () => void): Pause {
  let timer: NodeJS.Timeout | null = null;
  return {
    isOn: () => timer !== null,
    begin: (waitMs) => {
      if (waitMs > 0) {
        timer = setTimeout(() => {
          timer = null;
          onEnd();
        }, waitMs);
      }
    },
    drop: () => clearTimeout(timer ?? undefined),
  };
}

/** After a batch of so many: not while there may be more, nor where nobody asked for it. */
function mayRest({ restMs, batchSize = BATCH_SIZE }: EventReader, handled: number): boolean {
  return restMs !== undefined && handled > 0 && handled < batchSize;
}

/**
 * Runs one reader whenever woken; after a failure it waits, twice as long each time, without stopping others. After a
 * batch that was not full it rests, if it wants to, and is woken meanwhile for what comes after the rest.
 */
function createReaderLoop(reader: EventReader, options: RunReadersOptions): ReaderLoop {
  const { pump, metrics } = options;
  const log = options.log.child({ reader: reader.name });
  const handledCount = metrics?.counter('zhike_events_handled_total', 'Events handled by a reader', ['reader']);
  const failureCount = metrics?.counter('zhike_event_reader_failures_total', 'Batches that failed', ['reader']);
  let wanted = false;
  let stopped = false;
  let heldBack = false;
  let failures = 0;
  let work: Promise<void> | null = null;
  const pause = createPause(() => {
    if (wanted) {
      wake();
    }
  });
  const fail = (error: unknown): void => {
    failures += 1;
    const waitMs = Math.min(BACK_OFF_MS * 2 ** (failures - 1), BACK_OFF_MAX_MS);
    failureCount?.inc({ reader: reader.name });
    log.error({ err: error, failures, waitMs }, 'an event reader failed and will try again');
    wanted = true;
    pause.begin(waitMs);
  };
  const run = async (): Promise<void> => {
    while (wanted && !stopped && !pause.isOn()) {
      wanted = false;
      const startedMs = performance.now();
      try {
        const result = await pump(reader);
        failures = 0;
        heldBack = result.heldBack;
        wanted ||= result.moved;
        handledCount?.inc({ reader: reader.name }, result.handled);
        if (mayRest(reader, result.handled)) {
          pause.begin(startedMs + (reader.restMs ?? 0) - performance.now());
        }
      } catch (error) {
        fail(error);
      }
    }
  };
  const wake = (): void => {
    wanted = true;
    if (stopped || pause.isOn()) {
      return;
    }
    work ??= run().finally(() => {
      work = null;
    });
  };
  return {
    wake,
    isHeldBack: () => heldBack,
    stop: async () => {
      stopped = true;
      await work;
      pause.drop();
    },
  };
}

interface Listener {
  stop(): Promise<void>;
}

/** A connection of its own that hears NOTIFY and is opened again when it breaks; the poll bridges the gap. */
function listen(options: RunReadersOptions, onNotice: () => void): Listener {
  const { postgres, log } = options;
  let stopped = false;
  let retry: NodeJS.Timeout | null = null;
  let client: pg.Client | null = null;
  const lose = (lost: pg.Client, error: unknown): void => {
    if (client !== lost) {
      return;
    }
    client = null;
    lost.end().catch((cause: unknown) => log.debug({ err: cause }, 'closing a broken listener failed'));
    if (!stopped) {
      log.warn({ err: error }, 'the listener for events lost its connection');
      retry = setTimeout(connect, RECONNECT_MS);
    }
  };
  const open = async (opening: pg.Client): Promise<void> => {
    try {
      await opening.connect();
      await opening.query(`listen ${EVENTS_CHANNEL}`);
      onNotice();
    } catch (error) {
      lose(opening, error);
    }
  };
  let opened: Promise<void> = Promise.resolve();
  const connect = (): void => {
    const opening = new pg.Client({ ...connectionConfig(postgres.url), application_name: 'zhike events' });
    client = opening;
    opening.on('error', (error) => lose(opening, error));
    opening.on('end', () => lose(opening, new Error('connection closed')));
    opening.on('notification', onNotice);
    opened = open(opening);
  };
  connect();
  return {
    stop: async () => {
      stopped = true;
      if (retry !== null) {
        clearTimeout(retry);
      }
      await opened;
      const closing = client;
      client = null;
      await closing?.end();
    },
  };
}

/** Keeps every reader going until stopped. */
export function startReaders(options: RunReadersOptions): RunningReaders {
  const { postgres, log } = options;
  const loops = options.readers.map((reader) => createReaderLoop(reader, options));
  const wakeAll = (): void => {
    for (const loop of loops) {
      loop.wake();
    }
  };
  const listener = listen(options, wakeAll);
  let stopped = false;
  let polls = 0;
  let seenSeq = -1;
  let timer: NodeJS.Timeout | null = null;
  const poll = async (): Promise<void> => {
    polls += 1;
    const lastSeq = await readLastSeq(postgres.db);
    if (lastSeq !== seenSeq || polls % POLLS_PER_SWEEP === 0) {
      wakeAll();
    } else {
      loops.filter((loop) => loop.isHeldBack()).forEach((loop) => loop.wake());
    }
    seenSeq = lastSeq;
  };
  let polling: Promise<void> = Promise.resolve();
  const schedule = (): void => {
    timer = setTimeout(() => {
      polling = poll()
        .catch((error: unknown) => log.warn({ err: error }, 'looking for new events failed'))
        .finally(() => {
          if (!stopped) {
            schedule();
          }
        });
    }, POLL_MS);
  };
  wakeAll();
  schedule();
  return {
    stop: async () => {
      stopped = true;
      if (timer !== null) {
        clearTimeout(timer);
      }
      await polling;
      await Promise.all([listener.stop(), ...loops.map((loop) => loop.stop())]);
    },
  };
}
