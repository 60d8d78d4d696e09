import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { type CsvBatch, csvRows } from '#kernel/files/csv-rows.ts';
import type { Kernel } from '#kernel/module.ts';
import { checkRow, type RowLayout } from '../imports/check-row.ts';
import type { FaultRow, ImportRow } from '../imports/import-row.ts';
import type { ImportKind, ImportRun, RowResult } from '../imports/kind.ts';
import { maskFault } from '../imports/mask-fault.ts';
import * as store from '../imports/store.ts';
import { resolveMapping } from '../layout/guess.ts';
import { requireMapping } from '../layout/mapping-faults.ts';
import { isFull } from './chunking.ts';

/** Rows in one transaction: large enough for COPY to pay, short enough that readers of the log never wait long. */
const CHUNK = { rows: 20_000, maxRows: 60_000 } as const;
const MAX_CONFLICT_RETRIES = 30;
const CONFLICT_PAUSE_MS = 20;
/** serialization_failure, deadlock_detected, unique_violation: another import writes the same things right now. */
const RETRYABLE_STATES: ReadonlySet<string> = new Set(['40001', '40P01', '23505']);

/** An import that is to be read by whoever holds its lock. */
export interface FileToRead {
  readonly kernel: Kernel;
  readonly context: Context;
  /** As it stands now: its checkpoint is where reading begins. */
  readonly row: ImportRow;
  readonly kind: ImportKind;
  readonly signal: AbortSignal | undefined;
  /** Called after each chunk and at the end. */
  readonly tell: () => Promise<void>;
}

interface Chunk {
  readonly rows: unknown[];
  readonly faults: FaultRow[];
  /** Good and bad. */
  read: number;
}

interface Reading {
  readonly work: FileToRead;
  readonly run: ImportRun<unknown>;
  readonly layout: RowLayout;
  chunk: Chunk;
  group: string;
  rowNo: number;
  chunkNo: number;
  lastCommitMs: number;
  bytesRead: number;
  damaged: boolean;
  /** The chunk that PostgreSQL is busy with while the next one is read. */
  writing: Promise<void>;
}

/** Reads the file from the checkpoint to its end and ends the import as done. Throws what the file or the kind throws. */
export async function readFile(work: FileToRead): Promise<void> {
  const { kernel, row } = work;
  const file = await kernel.files.open(row.fileId);
  const state: { reading: Reading | null } = { reading: null };
  try {
    for await (const batch of csvRows(file, row.options)) {
      work.signal?.throwIfAborted();
      let { rows } = batch;
      if (state.reading === null) {
        state.reading = await startReading(work, rows[0] ?? []);
        rows = rows.slice(1);
      }
      await takeBatch(state.reading, { ...batch, rows });
    }
  } catch (error) {
    // What PostgreSQL is busy with ends before anything is said about the import; the first error is the one told.
    await state.reading?.writing.catch(() => undefined);
    throw error;
  }
  if (state.reading === null) {
    throw new AppError('file_empty', 422, {
      message: { 'zh-CN': '文件里没有任何行', en: 'The file has no rows' },
    });
  }
  await flush(state.reading);
  await state.reading.writing;
  await finish(state.reading);
}

async function takeBatch(reading: Reading, { rows, damaged, bytesRead }: CsvBatch): Promise<void> {
  reading.damaged = damaged;
  for (const cells of rows) {
    const flushing = takeRow(reading, cells);
    if (flushing !== null) {
      await flushing;
    }
  }
  reading.bytesRead = bytesRead;
}

async function startReading(work: FileToRead, headers: readonly string[]): Promise<Reading> {
  const { kernel, row, kind } = work;
  requireMapping(kind, row.mapping, headers);
  const resolved = resolveMapping(row.mapping, headers, kind.fields);
  const columns = resolved.ok ? resolved.columns : new Map<string, number>();
  const run = await kind.begin({
    importId: row.id,
    source: row.source,
    columns,
    scopeId: row.scopeId,
    currency: row.options.currency,
    timeZone: kernel.config.timeZone,
    now: kernel.clock.now(),
  });
  return {
    work,
    run,
    layout: { width: headers.length, columns },
    chunk: emptyChunk(),
    group: '',
    rowNo: 0,
    chunkNo: row.chunksDone,
    lastCommitMs: performance.now(),
    bytesRead: 0,
    damaged: false,
    writing: Promise.resolve(),
  };
}

function emptyChunk(): Chunk {
  return { rows: [], faults: [], read: 0 };
}

/** Adds a row to the chunk; a promise to wait for when the chunk before it had to go first. */
function takeRow(reading: Reading, cells: readonly string[]): Promise<void> | null {
  reading.rowNo += 1;
  const result = readRow(reading, cells);
  if (reading.rowNo <= reading.work.row.rowsDone) {
    if (result.ok) {
      reading.run.skip([result.row]);
    }
    return null;
  }
  // A bad row belongs to no group: it stays with those before it.
  const group = result.ok ? reading.run.groupKey(result.row) : reading.group;
  const sameGroup = group === reading.group && reading.chunk.rows.length > 0;
  const flushing = isFull(reading.chunk.read, CHUNK, sameGroup) ? flush(reading) : null;
  reading.group = group;
  if (flushing === null) {
    keep(reading, result, reading.rowNo);
    return null;
  }
  return flushing.then(() => keep(reading, result, reading.rowNo));
}

function readRow({ run, layout, damaged, rowNo }: Reading, cells: readonly string[]): RowResult<unknown> {
  const fault = cells.length > layout.width || damaged ? checkRow(cells, { ...layout, damaged }) : null;
  return fault === null ? run.read(cells, rowNo) : { ok: false, fault };
}

function keep({ chunk, work }: Reading, result: RowResult<unknown>, rowNo: number): void {
  chunk.read += 1;
  if (result.ok) {
    chunk.rows.push(result.row);
  } else {
    chunk.faults.push(maskFault(work.kind, result.fault, rowNo));
  }
}

/** Hands the chunk to PostgreSQL as soon as it is done with the one before, and lets reading go on meanwhile. */
async function flush(reading: Reading): Promise<void> {
  await reading.writing;
  const { chunk } = reading;
  reading.chunk = emptyChunk();
  if (chunk.read > 0) {
    reading.writing = writeChunk(reading, chunk);
    // A failure is thrown where it is awaited; without this Node would see it as unhandled before that.
    reading.writing.catch(() => undefined);
  }
}

async function writeChunk(reading: Reading, chunk: Chunk): Promise<void> {
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
        await store.insertFaults(tx, work.row.id, chunk.faults);
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
  await work.tell();
}

function isConflict(error: unknown): boolean {
  if (error instanceof AppError) {
    return error.code === 'identity_conflict';
  }
  return error instanceof Error && 'code' in error && RETRYABLE_STATES.has(String(error.code));
}

async function finish({ work, run }: Reading): Promise<void> {
  const { kernel, context, row } = work;
  await kernel.transaction(context, async (tx) => {
    await run.finish(tx, context);
    if (!(await store.changeStatus(tx, row.id, { status: 'done', finishedAt: kernel.clock.now() }))) {
      throw new Error(`Import ${row.id} was ended by somebody else`);
    }
    await kernel.events.append(tx, context, [
      { type: 'intake.import_finished', data: { importId: row.id, kind: row.kind, source: row.source } },
    ]);
  });
  await work.tell();
}
