import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import type { Engine, EngineResult, Surroundings } from './engine.ts';
import { AnalyticException, bodyOf, readException, statusOf } from './exception.ts';
import { createQueue } from './queue.ts';
import { type Asked, checkCredentials, decodedBody, formBoundary, readAll, readAsked, readForm } from './request.ts';
import { readStatement, type Statement } from './statement.ts';

export interface FrontOptions {
  readonly engine: Engine;
  readonly spoolDir: string;
  readonly user: string;
  readonly token: string;
  /** Statements that read or write tables at once; the others wait. */
  readonly concurrency: number;
  /** Used where a request says nothing else. */
  readonly queryMemoryBytes: number;
}

export interface Front {
  readonly server: Server;
  /** Requests that run or wait. */
  busy(): number;
  /** Time of the end of the last request (performance.now). */
  lastBusyAt(): number;
}

/** One request on its way. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly signal: AbortSignal;
}

const LIGHT_PLACES = 8;
const WAITING = 256;
const STATEMENT_BYTES = 64 * 1024 * 1024;
/** Up to this size a result is read at once, which saves a stream. */
const SMALL_RESULT_BYTES = 1024 * 1024;
const HEADER_BYTES = 2 * 1024 * 1024;
const DEFAULT_SECONDS = '600';
/** Not signed in, or not as the right one. */
const STRANGER_CODES = new Set([194, 516]);
const KILL_AGAIN_MS = 500;

/** The subset of ClickHouse's HTTP interface that its clients use, in front of the engine. Does not listen yet. */
export function createFront(options: FrontOptions): Front {
  const heavy = createQueue({ places: options.concurrency, waiting: WAITING });
  const light = createQueue({ places: LIGHT_PLACES, waiting: WAITING });
  let open = 0;
  let lastBusyAt = performance.now();
  const handle = async (exchange: Exchange): Promise<void> => {
    checkCredentials(exchange.url, exchange.request, options);
    const { asked, bodyFollows } = await readRequest(exchange);
    const statement = readStatement(asked.query, { bodyFollows, defaultFormat: asked.defaultFormat });
    if (exchange.request.method === 'GET' && (statement.kind === 'command' || statement.kind === 'insert')) {
      throw new AnalyticException(164, 'READONLY', 'Cannot execute a changing query by GET');
    }
    const isLight = statement.kind === 'description' || (statement.kind === 'rows' && statement.light);
    await execute(options, isLight ? light : heavy, { exchange, asked, statement });
  };
  const server = createServer({ maxHeaderSize: HEADER_BYTES, requestTimeout: 0, keepAliveTimeout: 30_000 });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const url = URL.parse(request.url ?? '/', 'http://analytic');
    if (url === null) {
      response.writeHead(400, { Connection: 'close' }).end();
      return;
    }
    if (url.pathname === '/ping') {
      response.end('Ok.\n');
      return;
    }
    const abort = new AbortController();
    response.on('close', () => abort.abort());
    open += 1;
    handle({ request, response, url, signal: abort.signal })
      .catch((error: unknown) => replyError(request, response, readException(error)))
      .finally(() => {
        open -= 1;
        lastBusyAt = performance.now();
      });
  });
  return { server, busy: () => open, lastBusyAt: () => lastBusyAt };
}

/** Takes the statement from the address, the form or the body; says whether rows are still in the body. */
async function readRequest({ request, url }: Exchange): Promise<{ asked: Asked; bodyFollows: boolean }> {
  const boundary = formBoundary(request);
  if (boundary !== null) {
    const form = readForm(await readAll(decodedBody(request), STATEMENT_BYTES), boundary);
    return { asked: readAsked(url, request, form), bodyFollows: false };
  }
  const asked = readAsked(url, request, new Map());
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (asked.query !== '') {
    return { asked, bodyFollows: hasBody };
  }
  const query = (await readAll(decodedBody(request), STATEMENT_BYTES)).toString('utf8');
  return { asked: { ...asked, query }, bodyFollows: false };
}

interface Task {
  readonly exchange: Exchange;
  readonly asked: Asked;
  readonly statement: Statement;
}

/** Runs the statement in its place in the queue and answers. */
async function execute(options: FrontOptions, queue: ReturnType<typeof createQueue>, task: Task): Promise<void> {
  const { statement, exchange } = task;
  const { request, response, signal } = exchange;
  const mark = randomUUID();
  const file = path.join(options.spoolDir, mark);
  const run = (sql: string, format?: string): Promise<EngineResult> =>
    queue.run(async () => {
      const release = killOnAbort(options.engine, mark, signal);
      try {
        return await options.engine.run(sql, surroundings(task.asked, mark, options), format);
      } finally {
        release();
      }
    }, signal);
  try {
    if (statement.kind === 'rows') {
      const result = await run(statement.complete(file));
      writeHead(task, result, statement.format);
      await sendFile(file, response);
    } else if (statement.kind === 'description') {
      const result = await run(statement.sql, statement.format);
      writeHead(task, result, statement.format);
      response.end(result.bytes);
    } else if (statement.kind === 'insert') {
      // The whole body first: a connection that breaks leaves nothing half inserted.
      await pipeline(decodedBody(request), createWriteStream(file));
      const empty = (await stat(file)).size === 0;
      const result = empty ? null : await run(statement.complete(file));
      writeHead(task, result, null);
      response.end();
    } else {
      const result = await run(statement.sql);
      writeHead(task, result, null);
      response.end();
    }
  } finally {
    await rm(file, { force: true });
  }
}

/** Nobody waits for the answer any more: the query is stopped. Returns what ends the watch. */
function killOnAbort(engine: Engine, mark: string, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const kill = (): void => {
    // Stopping may fail or come too late; the query's own end is what counts.
    engine.kill(mark).catch(() => undefined);
  };
  const watch = (): void => {
    kill();
    // Again, because the query may not have been in the engine's list yet.
    timer = setInterval(kill, KILL_AGAIN_MS);
  };
  signal.addEventListener('abort', watch, { once: true });
  return () => {
    signal.removeEventListener('abort', watch);
    clearInterval(timer);
  };
}

function surroundings(asked: Asked, mark: string, options: FrontOptions): Surroundings {
  const settings = new Map([
    ['max_memory_usage', String(options.queryMemoryBytes)],
    ['max_execution_time', DEFAULT_SECONDS],
    ...asked.settings,
  ]);
  settings.delete('log_comment');
  return { database: asked.database, settings, params: asked.params, mark };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  JSON: 'application/json; charset=UTF-8',
  JSONEachRow: 'application/x-ndjson; charset=UTF-8',
  CSV: 'text/csv; charset=UTF-8',
  CSVWithNames: 'text/csv; charset=UTF-8',
  TabSeparated: 'text/tab-separated-values; charset=UTF-8',
};

function writeHead({ exchange, asked, statement }: Task, result: EngineResult | null, format: string | null): void {
  const { response } = exchange;
  const read = result?.rowsRead ?? 0;
  const written = statement.kind === 'insert' ? read : 0;
  const summary = {
    read_rows: String(read),
    read_bytes: String(result?.bytesRead ?? 0),
    written_rows: String(written),
    written_bytes: String(written === 0 ? 0 : (result?.bytesRead ?? 0)),
    total_rows_to_read: '0',
    result_rows: '0',
    result_bytes: '0',
    elapsed_ns: String(Math.round((result?.elapsed ?? 0) * 1e9)),
  };
  response.setHeader('X-ClickHouse-Query-Id', asked.queryId ?? '');
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(summary));
  if (format !== null) {
    response.setHeader('X-ClickHouse-Format', format);
    response.setHeader('Content-Type', CONTENT_TYPES[format] ?? 'application/octet-stream');
  }
}

/** Sends the result in pieces. When reading fails midway the connection is destroyed, so that nobody takes a part for the whole. */
async function sendFile(file: string, response: ServerResponse): Promise<void> {
  const { size } = await stat(file);
  response.setHeader('Content-Length', size);
  if (size <= SMALL_RESULT_BYTES) {
    response.end(await readFile(file));
    return;
  }
  await pipeline(createReadStream(file), response);
}

async function replyError(
  request: IncomingMessage,
  response: ServerResponse,
  exception: AnalyticException,
): Promise<void> {
  const stranger = STRANGER_CODES.has(exception.code);
  if (!request.complete && !stranger && !response.headersSent) {
    // A client that still writes would see a broken connection instead of the reason.
    request.resume();
    await finished(request, { writable: false }).catch(() => undefined);
  }
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.removeHeader('Content-Length');
  response.writeHead(statusOf(exception), {
    'X-ClickHouse-Exception-Code': String(exception.code),
    'Content-Type': 'text/plain; charset=UTF-8',
    // What a stranger still sends is not read.
    ...(request.complete ? {} : { Connection: 'close' }),
  });
  response.end(bodyOf(exception));
}
