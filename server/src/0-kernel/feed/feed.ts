import type { Clock } from '#kernel/clock.ts';
import type { Olap } from '#kernel/db/olap.ts';
import type { Postgres, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { EventReader, StoredEvent } from '#kernel/events/log.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import type { Metrics } from '#kernel/metrics/metrics.ts';
import { readTableState, removeIds, removeRanges, tidy } from './analytic-table.ts';
import { copyRows, inSnapshot } from './copy.ts';
import { rebuildTable } from './rebuild.ts';
import { STALE_AFTER_DEFAULT } from './settings.ts';
import {
  estimateWaiting,
  nextVersion,
  readFeedTables,
  readOldestUnhandled,
  releaseWork,
  saveTidied,
  saveVersion,
  tryClaimWork,
} from './store.ts';
import { type AnalyticTable, joinRanges } from './table.ts';

export { FEED_SETTINGS } from './settings.ts';
export { type AnalyticPart, type AnalyticTable, type FeedPlan, type IdRange, withParts } from './table.ts';

/** How well the analytic store knows the present. */
export interface Freshness {
  /** Everything that happened before this instant is in; null when nothing is. */
  readonly upTo: Date | null;
  readonly secondsBehind: number | null;
  /** Too far behind, being filled, or not answering. */
  readonly stale: boolean;
}

export interface FeedOptions {
  readonly postgres: Postgres;
  readonly olap: Olap;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly tables: readonly AnalyticTable[];
  /** The setting `feed.stale_after_seconds`. */
  readonly staleAfterSeconds?: () => Promise<number>;
  /** So many rows that wait are followed one by one, however few the table has (default 200,000). */
  readonly followedRows?: number;
}

/** Keeps the analytic store a copy of the facts. */
export interface Feed {
  /** One for each table, for the event log to run. */
  readonly readers: readonly EventReader[];
  /** Of all tables together. Never throws because the store is down. */
  freshness(): Promise<Freshness>;
  /** Changes whenever an answer of the store may have changed. */
  dataVersion(): Promise<string>;
  /** Copies everything anew, while writes go on: all tables, or the one named. */
  rebuild(name?: string): Promise<void>;
  /** Rebuilds tables of a store that is not the one that was fed: a new, emptied or exchanged one. */
  ensure(): Promise<void>;
  /**
   * Merges tables in which much was replaced, when nothing else is to be done; copies a table anew as a whole where
   * more of its rows wait to be copied, one by one and some several times, than it has.
   */
  maintain(): Promise<void>;
  /**
   * Merges a table, whatever that costs, so that rows that were replaced are gone from it. False, with nothing done,
   * while something waits to be copied: what it replaces would stay.
   */
  purge(name: string): Promise<boolean>;
  /** `ensure` now (again until it succeeds) and `maintain` every few minutes. */
  start(): void;
  stop(): Promise<void>;
}

/** Events of one batch; an import's event stands for thousands of rows. */
const BATCH_SIZE = 50;
const BATCH_TIMEOUT_SECONDS = 600;
/** A row that changes several times in a second is copied once, and the engine gets fewer and larger parts. */
const REST_MS = 1000;
/** Tidying pays when FINAL has this share of rows, or this many parts, to sort out. */
const TIDY_SHARE = 0.01;
const TIDY_PARTS = 8;
const FOLLOWED_ROWS = 200_000;
const MAINTAIN_MS = 5 * 60_000;
const ENSURE_RETRY_MS = 2_000;
const ENSURE_RETRY_MAX_MS = 60_000;

export function readerNameOf(tableName: string): string {
  return `feed.${tableName}`;
}

export function createFeed(options: FeedOptions): Feed {
  const { postgres, olap, log, metrics, tables } = options;
  const copied = metrics.counter('zhike_feed_rows_total', 'Rows copied to the analytic store', ['table']);
  const behind = metrics.gauge('zhike_feed_seconds_behind', 'Age of the oldest event not yet in the analytic store');
  const rebuild = async (table: AnalyticTable, onlyIfForeign: boolean): Promise<void> => {
    const startedMs = performance.now();
    const rows = await rebuildTable({ postgres, olap, table, readerName: readerNameOf(table.name), onlyIfForeign });
    if (rows !== null) {
      copied.inc({ table: table.name }, rows);
      const tookMs = Math.round(performance.now() - startedMs);
      log.info({ table: table.name, rows, tookMs }, 'analytic table rebuilt');
    }
  };
  const ensure = async (): Promise<void> => {
    for (const table of tables) {
      await rebuild(table, true);
    }
  };
  const maintain = async (): Promise<void> => {
    for (const table of tables) {
      if (await isFarBehind(options, table)) {
        await rebuild(table, false);
      } else {
        await maintainTable(options, table);
      }
    }
  };
  const duties = createDuties({ ensure, maintain, log });
  return {
    readers: tables.map((table) => ({
      name: readerNameOf(table.name),
      types: table.types,
      batchSize: BATCH_SIZE,
      timeoutSeconds: BATCH_TIMEOUT_SECONDS,
      restMs: REST_MS,
      handle: async (events, tx) => {
        copied.inc({ table: table.name }, await feedBatch(options, { table, events, tx }));
      },
    })),
    freshness: async () => {
      const freshness = await readFreshness(options);
      behind.set(freshness.secondsBehind ?? 0);
      return freshness;
    },
    dataVersion: async () => {
      const rows = await readFeedTables(postgres.db);
      return tables.map(({ name }) => `${rows.get(name)?.mark ?? ''}.${rows.get(name)?.version ?? 0}`).join('/');
    },
    rebuild: async (name) => {
      for (const table of chooseTables(tables, name)) {
        await rebuild(table, false);
      }
    },
    ensure,
    maintain,
    purge: (name) => purge(options, name),
    start: duties.start,
    stop: duties.stop,
  };
}

function chooseTables(tables: readonly AnalyticTable[], name: string | undefined): readonly AnalyticTable[] {
  const chosen = name === undefined ? tables : tables.filter((table) => table.name === name);
  if (chosen.length === 0) {
    const names = tables.map((table) => table.name).join(', ');
    throw new AppError('analytic_table_unknown', 400, {
      message: {
        'zh-CN': `没有分析表 ${name}；现有：${names}`,
        en: `There is no analytic table ${name}. There are: ${names}`,
      },
    });
  }
  return chosen;
}

interface Batch {
  readonly table: AnalyticTable;
  readonly events: readonly StoredEvent[];
  readonly tx: Tx;
}

/**
 * Copies the present state of every row that the events touched; what a row was in between does not matter here.
 * Rows said to be removed get a marker, and a row with a larger version should they exist after all. Repeating a
 * batch, whole or in part, changes nothing.
 */
async function feedBatch(options: FeedOptions, { table, events, tx }: Batch): Promise<number> {
  const { postgres, olap } = options;
  const plan = table.plan(events);
  const keys: string[] = [];
  for (const part of table.parts ?? []) {
    const told = events.filter(({ type }) => part.types.includes(type));
    keys.push(...(told.length === 0 ? [] : await part.keysOf(tx, told)));
  }
  const ids = [...new Set([...plan.upsertIds, ...plan.removeIds, ...keys])];
  const ranges = joinRanges([...plan.upsertRanges, ...plan.removeRanges]);
  if (ids.length === 0 && ranges.length === 0) {
    return 0;
  }
  // Before the snapshot, so that a larger version never shows an older state.
  const version = (await nextVersion(postgres.db)) * 2;
  const part = { kind: 'named', ids, ranges } as const;
  // The rows first: between the two statements nothing that exists is missing.
  const rows = await inSnapshot(postgres, (client) => copyRows(client, olap, { table, part, version: version + 1 }));
  await removeIds(olap, { table, ids: [...new Set(plan.removeIds)], version });
  await removeRanges(olap, { table, ranges: joinRanges(plan.removeRanges), version });
  const replaced = rows + plan.removeIds.length;
  // Last, because from here on this transaction holds back other readers.
  await saveVersion(tx, { name: table.name, version: version + 1, replaced });
  return rows;
}

async function readFreshness(options: FeedOptions): Promise<Freshness> {
  const { postgres, olap, clock, tables } = options;
  const now = clock.now();
  const [answers, rows, limit, oldest] = await Promise.all([
    olap.ping(),
    readFeedTables(postgres.db),
    options.staleAfterSeconds?.() ?? STALE_AFTER_DEFAULT,
    Promise.all(
      tables.map((table) => readOldestUnhandled(postgres.db, { name: readerNameOf(table.name), types: table.types })),
    ),
  ]);
  if (tables.some((table) => rows.get(table.name)?.complete === false)) {
    return { upTo: null, secondsBehind: null, stale: true };
  }
  const waiting = oldest.filter((at) => at !== null).map((at) => at.getTime());
  const upTo = new Date(Math.min(now.getTime(), ...waiting));
  const secondsBehind = (now.getTime() - upTo.getTime()) / 1000;
  return { upTo, secondsBehind, stale: !answers || secondsBehind > limit };
}

/** As after many large segments were worked out for the first time: each of them names nearly everybody. */
async function isFarBehind({ postgres, olap, followedRows = FOLLOWED_ROWS }: FeedOptions, table: AnalyticTable) {
  const waiting = await estimateWaiting(postgres.db, { name: readerNameOf(table.name), types: table.types });
  return waiting > followedRows && waiting > (await readTableState(olap, table.name)).rows;
}

async function maintainTable(options: FeedOptions, table: AnalyticTable): Promise<void> {
  const { postgres, olap, log } = options;
  const { name } = table;
  const replaced = (await readFeedTables(postgres.db)).get(name)?.replaced ?? 0;
  const state = await readTableState(olap, name);
  const isWorth = state.parts > TIDY_PARTS || replaced > state.rows * TIDY_SHARE;
  const waiting = await readOldestUnhandled(postgres.db, { name: readerNameOf(name), types: table.types });
  if (!isWorth || replaced === 0 || waiting !== null) {
    return;
  }
  await postgres.db.connection().execute(async (session) => {
    if (!(await tryClaimWork(session, 'tidying', name))) {
      return;
    }
    try {
      await tidy(olap, name);
      await saveTidied(session, name, replaced);
      log.info({ table: name, parts: state.parts, rows: state.rows, replaced }, 'analytic table tidied');
    } finally {
      await releaseWork(session, 'tidying', name);
    }
  });
}

async function purge({ postgres, olap, tables }: FeedOptions, name: string): Promise<boolean> {
  for (const { types } of chooseTables(tables, name)) {
    if ((await readOldestUnhandled(postgres.db, { name: readerNameOf(name), types })) !== null) {
      return false;
    }
  }
  const replaced = (await readFeedTables(postgres.db)).get(name)?.replaced ?? 0;
  await tidy(olap, name);
  await postgres.db.connection().execute((session) => saveTidied(session, name, replaced));
  return true;
}

interface Duties {
  start(): void;
  stop(): Promise<void>;
}

/** Runs both duties one after the other; a failure (the store is down) waits longer each time. */
function createDuties(duties: { ensure(): Promise<void>; maintain(): Promise<void>; readonly log: Logger }): Duties {
  let timer: NodeJS.Timeout | null = null;
  let work: Promise<void> = Promise.resolve();
  let stopped = true;
  let failures = 0;
  let ensured = false;
  const run = async (): Promise<void> => {
    try {
      await (ensured ? duties.maintain() : duties.ensure());
      ensured = true;
      failures = 0;
    } catch (error) {
      failures += 1;
      duties.log.warn({ err: error, failures }, 'the analytic feed could not look after its tables and will try again');
    }
    schedule(failures === 0 ? MAINTAIN_MS : Math.min(ENSURE_RETRY_MS * 2 ** (failures - 1), ENSURE_RETRY_MAX_MS));
  };
  const schedule = (waitMs: number): void => {
    if (!stopped) {
      timer = setTimeout(() => {
        work = run();
      }, waitMs);
    }
  };
  return {
    start: () => {
      stopped = false;
      work = run();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer ?? undefined);
      await work;
    },
  };
}
