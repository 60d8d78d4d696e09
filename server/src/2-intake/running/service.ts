import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { csvRows } from '#kernel/files/csv-rows.ts';
import type { Kernel } from '#kernel/module.ts';
import { type Chunk, isFull } from '../imports/chunking.ts';
import { resolveMapping } from '../imports/guess.ts';
import type { ImportKind, ImportRun, RowFault } from '../imports/kind.ts';
import * as store from '../imports/store.ts';

/** Rows in one transaction: large enough for COPY to pay, short enough that readers of the log never wait long. */
const CHUNK = { rows: 20_000, maxRows: 60_000 } as const;
const MAX_CONFLICT_RETRIES = 30;
const CONFLICT_PAUSE_MS = 20;
/** serialization_failure, deadlock_detected, unique_violation: another import writes the same things right now. */
const RETRYABLE_STATES: ReadonlySet<string> = new Set(['40001', '40P01', '23505']);

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Called after each chunk. */
  readonly onProgress?: (row: store.ImportRow) => void;
}

export interface Running {
  /**
   * Takes a file in from its checkpoint to its end. Returns at once when another process is at it. A file that
   * cannot be read on ends as `failed` with the reason; anything else is thrown for the job to try again.
   */
  run(context: Context, importId: string, options?: RunOptions): Promise<void>;
}

interface Work {
  readonly kernel: Kernel;
  readonly context: Context;
  readonly row: store.ImportRow;
  readonly kind: ImportKind;
  readonly options: RunOptions;
}

/** The one way in for files, used by the worker and by the command alike. */
export function createRunning(kernel: Kernel, kinds: ReadonlyMap<string, ImportKind>): Running {
  return {
    run: (context, importId, options = {}) =>
      kernel.postgres.db.connection().execute(async (connection) => {
        if (!(await store.tryLockRun(connection, importId))) {
          return;
        }
        try {
          const row = await store.findImport(kernel.postgres.db, importId);
          const kind = row === undefined ? undefined : kinds.get(row.kind);
          if (row === undefined || kind === undefined || (row.status !== 'queued' && row.status !== 'running')) {
            return;
          }
          await runOne({ kernel, context, row, kind, options });
        } finally {
          await store.unlockRun(connection, importId);
        }
      }),
  };
}

async function runOne(work: Work): Promise<void> {
  const { kernel, row } = work;
  await store.changeStatus(kernel.postgres.db, row.id, { status: 'running', startedAt: kernel.clock.now() });
  try {
    await readFile(work);
  } catch (error) {
    if (error instanceof AppError && error.status < 500 && error.code !== 'identity_conflict') {
      await store.changeStatus(kernel.postgres.db, row.id, {
        status: 'failed',
        failure: error.text,
        finishedAt: kernel.clock.now(),
      });
      work.options.onProgress?.({ ...row, status: 'failed', failure: error.text });
      return;
    }
    throw error;
  }
}

interface Reading {
  readonly work: Work;
  readonly run: ImportRun<unknown>;
  chunk: Chunk<unknown> & { faults: (RowFault & { rowNo: number })[] };
  group: string;
  rowNo: number;
  chunkNo: number;
  lastCommitMs: number;
  bytesRead: number;
  /** The chunk that PostgreSQL is busy with while the next one is read. */
  writing: Promise<void>;
}

async function readFile(work: Work): Promise<void> {
  const { kernel, row } = work;
  const file = await kernel.files.open(row.fileId);
  let reading: Reading | null = null;
  try {
    for await (const batch of csvRows(file, row.options)) {
      work.options.signal?.throwIfAborted();
      for (const cells of batch.rows) {
        reading = reading === null ? await startReading(work, cells) : await takeRow(reading, cells);
      }
      if (reading !== null) {
        reading.bytesRead = batch.bytesRead;
      }
    }
  } catch (error) {
    // What PostgreSQL is busy with ends before anything is said about the import.
    await reading?.writing.catch(() => undefined);
    throw error;
  }
  if (reading === null) {
    throw new AppError('file_empty', 422, {
      message: { 'zh-CN': '文件里没有任何行', en: 'The file has no rows' },
    });
  }
  await flush(reading);
  await reading.writing;
  await finish(reading);
}

async function startReading(work: Work, headers: readonly string[]): Promise<Reading> {
  const { kernel, row, kind } = work;
  const resolved = resolveMapping(row.mapping, headers, kind.fields);
  if (!resolved.ok) {
    const missing = [...resolved.unknownFields, ...resolved.unknownHeaders].join(', ');
    throw new AppError('mapping_unknown', 422, {
      message: {
        'zh-CN': `对应关系里的 ${missing} 在文件中不存在；文件的列是：${headers.join('、')}`,
        en: `The mapping names ${missing}, which the file does not have; its columns are: ${headers.join(', ')}`,
      },
    });
  }
  const run = await kind.begin({
    importId: row.id,
    source: row.source,
    columns: resolved.columns,
    scopeId: row.scopeId,
    currency: row.options.currency,
    timeZone: kernel.config.timeZone,
    now: kernel.clock.now(),
  });
  return {
    work,
    run,
    chunk: { rows: [], read: 0, faults: [] },
    group: '',
    rowNo: 0,
    chunkNo: row.chunksDone,
    lastCommitMs: performance.now(),
    bytesRead: 0,
    writing: Promise.resolve(),
  };
}

async function takeRow(reading: Reading, cells: readonly string[]): Promise<Reading> {
  const { run, work } = reading;
  reading.rowNo += 1;
  const result = run.read(cells, reading.rowNo);
  if (reading.rowNo <= work.row.rowsDone) {
    if (result.ok) {
      run.skip([result.row]);
    }
    return reading;
  }
  if (result.ok) {
    const group = run.groupKey(result.row);
    if (isFull(reading.chunk, CHUNK, group === reading.group)) {
      await flush(reading);
    }
    reading.group = group;
    reading.chunk.rows.push(result.row);
  } else {
    reading.chunk.faults.push({ ...result.fault, rowNo: reading.rowNo });
  }
  reading.chunk.read += 1;
  return reading;
}

/** Hands the chunk to PostgreSQL as soon as it is done with the one before, and lets reading go on meanwhile. */
async function flush(reading: Reading): Promise<void> {
  await reading.writing;
  const { chunk } = reading;
  reading.chunk = { rows: [], read: 0, faults: [] };
  if (chunk.read > 0) {
    reading.writing = writeChunk(reading, chunk);
    // A failure is thrown where it is awaited; without this Node would see it as unhandled before that.
    reading.writing.catch(() => undefined);
  }
}

async function writeChunk(reading: Reading, chunk: Reading['chunk']): Promise<void> {
  const { work, run } = reading;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work.kernel.transaction(work.context, async (tx) => {
        const result = await run.apply(tx, work.context, chunk.rows);
        const moved = await store.moveCheckpoint(tx, work.row.id, {
          chunkNo: reading.chunkNo,
          rows: chunk.read,
          rejected: chunk.faults.length,
          ...result,
          bytesDone: reading.bytesRead,
          activeMs: Math.round(performance.now() - reading.lastCommitMs),
        });
        if (!moved) {
          throw new Error(`The checkpoint of import ${work.row.id} is not at chunk ${reading.chunkNo}`);
        }
        await store.insertFaults(
          tx,
          work.row.id,
          chunk.faults.map((fault) => presentFault(work.kind, fault)),
        );
      });
      break;
    } catch (error) {
      if (!isConflict(error) || attempt > MAX_CONFLICT_RETRIES) {
        throw error;
      }
      await delay(CONFLICT_PAUSE_MS * attempt * Math.random());
    }
  }
  run.committed(chunk.rows);
  reading.chunkNo += 1;
  reading.lastCommitMs = performance.now();
  const row = await store.findImport(work.kernel.postgres.db, work.row.id);
  if (row !== undefined) {
    work.options.onProgress?.(row);
  }
}

function isConflict(error: unknown): boolean {
  if (error instanceof AppError) {
    return error.code === 'identity_conflict';
  }
  return error instanceof Error && 'code' in error && RETRYABLE_STATES.has(String(error.code));
}

function presentFault(kind: ImportKind, fault: RowFault & { readonly rowNo: number }): store.FaultRow {
  const field = kind.fields.find((candidate) => candidate.name === fault.field);
  const mask = field?.mask ?? null;
  return {
    rowNo: fault.rowNo,
    columnName: fault.field,
    code: fault.code,
    reason: fault.reason,
    value: fault.value === null || mask === null ? fault.value : mask(fault.value),
  };
}

async function finish({ work, run }: Reading): Promise<void> {
  const { kernel, context, row } = work;
  await kernel.transaction(context, async (tx) => {
    await run.finish(tx, context);
    await store.changeStatus(tx, row.id, { status: 'done', finishedAt: kernel.clock.now() });
    await kernel.events.append(tx, context, [
      { type: 'intake.import_finished', data: { importId: row.id, kind: row.kind, source: row.source } },
    ]);
  });
  const done = await store.findImport(kernel.postgres.db, row.id);
  if (done !== undefined) {
    work.options.onProgress?.(done);
  }
}
