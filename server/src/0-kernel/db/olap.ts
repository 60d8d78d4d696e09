import { Readable } from 'node:stream';
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client';
import { AppError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logging/logger.ts';

/** Values bound to `{name:Type}` places of a query; never spliced into its text. */
export type OlapParams = Readonly<Record<string, unknown>>;

export interface OlapQuery {
  readonly sql: string;
  readonly params?: OlapParams;
  /** Seconds after which the engine gives up (default 60). */
  readonly maxSeconds?: number;
  /** Bytes of memory one query may take (default 4 GiB). */
  readonly maxMemoryBytes?: number;
}

/** The analytic store: ClickHouse dialect, whether the supervised child or a server answers. */
export interface Olap {
  readonly client: ClickHouseClient;
  readonly database: string;
  /** Rows of a SELECT; 64-bit integers arrive as strings and are turned into numbers by the caller's schema. */
  rows<Row>(query: OlapQuery): Promise<Row[]>;
  /** Rows of a SELECT in bounded memory, some at a time. Leaving the loop early closes the connection. */
  stream<Row>(query: OlapQuery): AsyncIterable<readonly Row[]>;
  /** DDL, INSERT SELECT and the like. */
  run(query: OlapQuery): Promise<void>;
  /** Rows in bounded memory: any iterable of objects. Dates as Date or ISO text; a field the table does not have is an error. */
  insert(table: string, rows: AsyncIterable<object> | Iterable<object>): Promise<void>;
  /** CSV without a header, as PostgreSQL's COPY writes it, straight into the columns named. The rows are not looked at. */
  insertCsv(table: string, columns: readonly string[], rows: Readable): Promise<void>;
  /** Another database of the same store, for work of its own; closed by whoever asked for it. */
  beside(database: string): Olap;
  /** Makes the database when it is missing. */
  createDatabase(): Promise<void>;
  /** Removes the database with everything in it. */
  dropDatabase(): Promise<void>;
  /** Answers within the time or not at all. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

const DEFAULT_SECONDS = 60;
const DEFAULT_MEMORY_BYTES = 4 * 1024 ** 3;
/** Waiting in line and sending the answer come on top of the engine's own limit. */
const GRACE_SECONDS = 120;
/** A load or a rebuild may take this long. */
const INSERT_SECONDS = 3600;
const PING_MS = 3_000;
const CHUNK_BYTES = 256 * 1024;
const RETRY_SECONDS = 2;
const TABLE = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?$/u;

/** The same everywhere: without them the answers would depend on the zone and the version of the server. */
const READ_SETTINGS: ClickHouseSettings = {
  output_format_json_quote_64bit_integers: 1,
  session_timezone: 'UTC',
};
const INSERT_SETTINGS: ClickHouseSettings = {
  date_time_input_format: 'best_effort',
  input_format_skip_unknown_fields: 0,
  // An acknowledged row is a written row.
  async_insert: 0,
};
/** PostgreSQL writes null as nothing and quotes an empty text; `\N` is a text like any other. */
const CSV_SETTINGS: ClickHouseSettings = { format_csv_null_representation: '' };

const CONNECTION_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);

/**
 * Opens the analytic store named by an address with user and password. Does not connect yet. Errors of a query are
 * the client's ClickHouseError (code, type); a store that does not answer is AppError `analytic_store_unavailable`,
 * which may be tried again.
 */
export function openOlap(options: { readonly url: string; readonly database: string; readonly log: Logger }): Olap {
  const { database, log } = options;
  const client = connect(options.url, database);
  // Makes and drops the database, which must not be named for that.
  const outside = connect(options.url, null);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw translate(error, log);
    }
  };
  const query = (asked: OlapQuery) => client.query({ query: asked.sql, format: 'JSONEachRow', ...callOptions(asked) });
  return {
    client,
    database,
    rows: <Row>(asked: OlapQuery) => guarded(async () => (await query(asked)).json<Row>()),
    stream: <Row>(asked: OlapQuery) =>
      streamRows<Row>(
        () => query(asked),
        (error) => translate(error, log),
      ),
    run: (asked) =>
      guarded(async () => {
        await client.command({ query: asked.sql, ...callOptions(asked) });
      }),
    insert: (table, rows) => guarded(() => insertRows(client, checkedTable(table), rows)),
    insertCsv: (table, columns, rows) =>
      guarded(() =>
        insertText(client, {
          sql: `INSERT INTO ${checkedTable(table)} (${columns.map(checkedTable).join(', ')}) FORMAT CSV`,
          rows,
          settings: CSV_SETTINGS,
        }),
      ),
    beside: (other) => openOlap({ ...options, database: other }),
    createDatabase: () =>
      guarded(async () => {
        await outside.command({
          query: 'CREATE DATABASE IF NOT EXISTS {database:Identifier}',
          query_params: { database },
        });
      }),
    dropDatabase: () =>
      guarded(async () => {
        await outside.command({
          query: 'DROP DATABASE IF EXISTS {database:Identifier} SYNC',
          query_params: { database },
        });
      }),
    ping: async () => {
      // With a SELECT, because a bare ping would be answered to a stranger, too.
      const answer = await outside.ping({ select: true, abort_signal: AbortSignal.timeout(PING_MS) });
      return answer.success;
    },
    close: async () => {
      await Promise.all([client.close(), outside.close()]);
    },
  };
}

function connect(url: string, database: string | null): ClickHouseClient {
  return createClient({
    url,
    application: 'zhike',
    ...(database === null ? {} : { database }),
    max_open_connections: 32,
    // An idle connection is not a dead one: each call has its own deadline.
    request_timeout: INSERT_SECONDS * 1000,
    clickhouse_settings: READ_SETTINGS,
    // A long list of values does not fit into an address.
    use_multipart_params_auto: true,
    // Its error lines would carry the parameters, which may be personal values.
    log: { level: ClickHouseLogLevel.OFF },
  });
}

function callOptions(asked: OlapQuery) {
  const seconds = asked.maxSeconds ?? DEFAULT_SECONDS;
  return {
    ...(asked.params === undefined ? {} : { query_params: asked.params }),
    clickhouse_settings: {
      max_execution_time: seconds,
      max_memory_usage: String(asked.maxMemoryBytes ?? DEFAULT_MEMORY_BYTES),
    } satisfies ClickHouseSettings,
    abort_signal: AbortSignal.timeout((seconds + GRACE_SECONDS) * 1000),
  };
}

async function* streamRows<Row>(
  start: () => Promise<Awaited<ReturnType<ClickHouseClient['query']>>>,
  translated: (error: unknown) => unknown,
): AsyncGenerator<readonly Row[]> {
  try {
    const result = await start();
    for await (const rows of result.stream()) {
      // `as`: what a row holds is the caller's promise, as with rows()
      yield rows.map((row: { json(): unknown }) => row.json() as Row);
    }
  } catch (error) {
    throw translated(error);
  }
}

async function insertRows(
  client: ClickHouseClient,
  table: string,
  rows: AsyncIterable<object> | Iterable<object>,
): Promise<void> {
  await insertText(client, {
    sql: `INSERT INTO ${table} FORMAT JSONEachRow`,
    rows: Readable.from(jsonLines(rows), { objectMode: false }),
  });
}

async function insertText(
  client: ClickHouseClient,
  insert: { readonly sql: string; readonly rows: Readable; readonly settings?: ClickHouseSettings },
): Promise<void> {
  const chunks: AsyncIterableIterator<string | Uint8Array> = insert.rows[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) {
    // The engine calls an empty insert an error.
    return;
  }
  const result = await client.exec({
    query: insert.sql,
    values: Readable.from(startingWith(first.value, chunks), { objectMode: false }),
    clickhouse_settings: { ...INSERT_SETTINGS, ...insert.settings },
    abort_signal: AbortSignal.timeout(INSERT_SECONDS * 1000),
  });
  // The answer is empty, but unread it would keep its connection.
  for await (const _ of result.stream) {
    // nothing to read
  }
}

/** JSON lines in pieces large enough to be quick and small enough to be bounded. */
async function* jsonLines(rows: AsyncIterable<object> | Iterable<object>): AsyncGenerator<string> {
  let piece = '';
  for await (const row of rows) {
    piece += `${JSON.stringify(row, exactIntegers)}\n`;
    if (piece.length >= CHUNK_BYTES) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') {
    yield piece;
  }
}

async function* startingWith<Chunk>(first: Chunk, rest: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  yield first;
  yield* rest;
}

function exactIntegers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** A table's name goes into the text of the statement, so it may only look like one. */
function checkedTable(table: string): string {
  if (!TABLE.test(table)) {
    throw new TypeError(`${JSON.stringify(table)} is not the name of a table`);
  }
  return table;
}

/** A broken or refused connection becomes the error that may be tried again; everything else stays. */
function translate(error: unknown, log: Logger): unknown {
  if (!(error instanceof Error) || !isConnectionError(error)) {
    return error;
  }
  log.warn({ reason: error.message }, 'analytic store: no answer');
  return new AppError('analytic_store_unavailable', 503, {
    message: {
      'zh-CN': '分析库暂时没有响应，请稍后再试',
      en: 'The analytic store does not answer at the moment. Try again shortly',
    },
    cause: error,
    retryAfterSeconds: RETRY_SECONDS,
  });
}

function isConnectionError(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return CONNECTION_CODES.has(code) || /socket hang up|^aborted$|Timeout error|user aborted/iu.test(error.message);
}
