import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { tableRows } from '#kernel/files/table.ts';
import type { TableBatch } from '#kernel/files/table-batch.ts';
import type { Kernel } from '#kernel/module.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { loadKind } from '../imports/find-kind.ts';
import type { FaultRow, ImportRow, RepeatRow } from '../imports/import-row.ts';
import type { ChunkResult, ImportField, ImportKind, ImportRun, RowResult } from '../imports/kind.ts';
import { maskFault } from '../imports/mask-fault.ts';
import * as store from '../imports/store.ts';
import { placesOf, requireMapping } from '../layout/mapping-faults.ts';
import { createRowReader, type RowReader } from '../rows/read-row.ts';
import { isBlankRow } from '../rows/total-row.ts';
import { sourceOf } from '../uploads/service.ts';
import { isFull } from './chunking.ts';
import { createSeenKeys, type SeenKeys } from './seen-keys.ts';

/** Rows in one transaction: large enough for COPY to pay, short enough that readers of the log never wait long. */
const CHUNK = { rows: 20_000, maxRows: 60_000 } as const;

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
  readonly repeats: RepeatRow[];
  /** Good and bad. */
  read: number;
}

interface PreparedChunk extends Chunk {
  /** What the kind's `prepare` made of the rows. */
  readonly prepared: unknown;
}

interface Reading {
  readonly work: FileToRead;
  readonly run: ImportRun<unknown>;
  readonly fields: readonly ImportField[];
  readonly read: RowReader;
  readonly seen: SeenKeys;
  chunk: Chunk;
  group: string;
  /** Rows read so far, blank ones left out. */
  count: number;
  chunkNo: number;
  lastCommitMs: number;
  bytesRead: number;
  /** The chunk that PostgreSQL is busy with while the next one is read. */
  writing: Promise<void>;
}

/** Reads the file from the checkpoint to its end and ends the import as done. Throws what the file or the kind throws. */
export async function readFile(work: FileToRead): Promise<void> {
  const { kernel, row } = work;
  const { layout } = row.options;
  const state: { reading: Reading | null } = { reading: null };
  try {
    for await (const batch of tableRows(sourceOf(kernel, row.fileId), layout.table)) {
      work.signal?.throwIfAborted();
      state.reading ??= await startReading(work, layout.headers ?? batch.rows[(layout.headerRow ?? 1) - 1] ?? []);
      await takeBatch(state.reading, batch);
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

async function takeBatch(reading: Reading, { rows, firstNo, faults, damaged, bytesRead }: TableBatch): Promise<void> {
  const header = reading.work.row.options.layout.headerRow ?? 0;
  let rowNo = firstNo - 1;
  for (const cells of rows) {
    rowNo += 1;
    // Almost every row has something in its first cell.
    if (rowNo <= header || ((cells[0] ?? '') === '' && isBlankRow(cells))) {
      continue;
    }
    const at = { rowNo, damaged, faults: faults.size === 0 ? undefined : faults.get(rowNo) };
    const flushing = takeRow(reading, reading.read(cells, at), rowNo);
    if (flushing !== null) {
      await flushing;
    }
  }
  reading.bytesRead = bytesRead;
}

async function startReading(work: FileToRead, headers: readonly string[]): Promise<Reading> {
  const { kernel, row, kind } = work;
  const loaded = await loadKind(kind);
  requireMapping(loaded, row.mapping, headers);
  const { fields } = loaded;
  const columns = placesOf(row.mapping, headers, fields);
  const run = await kind.begin({
    importId: row.id,
    source: row.source,
    columns,
    scopeId: row.scopeId,
    keyField: row.options.keyField,
    currency: row.options.currency,
    timeZone: kernel.config.timeZone,
    now: kernel.clock.now(),
  });
  const { dateOrders = {}, carries = false } = row.options.layout;
  return {
    work,
    run,
    fields,
    read: createRowReader({ run, fields, columns, width: headers.length, dateOrders, carries }),
    seen: createSeenKeys(),
    chunk: emptyChunk(),
    group: '',
    count: 0,
    chunkNo: row.chunksDone,
    lastCommitMs: performance.now(),
    bytesRead: 0,
    writing: Promise.resolve(),
  };
}

function emptyChunk(): Chunk {
  return { rows: [], faults: [], repeats: [], read: 0 };
}

/** Adds a row to the chunk; a promise to wait for when the chunk before it had to go first. */
function takeRow(reading: Reading, result: RowResult<unknown>, rowNo: number): Promise<void> | null {
  reading.count += 1;
  const repeats = result.ok ? firstRowOf(reading, result.row, rowNo) : null;
  if (reading.count <= reading.work.row.rowsDone) {
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
  const taken = { result, rowNo, repeats };
  if (flushing === null) {
    keep(reading, taken);
    return null;
  }
  return flushing.then(() => keep(reading, taken));
}

/** The row that said this before, or null. */
function firstRowOf({ run, seen }: Reading, row: unknown, rowNo: number): number | null {
  const key = run.rowKey?.(row) ?? null;
  return key === null ? null : seen.firstRow(key, rowNo);
}

interface Taken {
  readonly result: RowResult<unknown>;
  readonly rowNo: number;
  readonly repeats: number | null;
}

function keep({ chunk, fields }: Reading, { result, rowNo, repeats }: Taken): void {
  chunk.read += 1;
  if (result.ok) {
    chunk.rows.push(result.row);
    if (repeats !== null) {
      chunk.repeats.push({ rowNo, firstRowNo: repeats });
    }
  } else {
    chunk.faults.push(maskFault(fields, result.fault, rowNo));
  }
}

/**
 * Prepares the chunk while PostgreSQL is busy with the one before, hands it over as soon as that is done, and lets
 * reading go on meanwhile.
 */
async function flush(reading: Reading): Promise<void> {
  const { chunk, run } = reading;
  reading.chunk = emptyChunk();
  const prepared = await run.prepare?.(chunk.rows);
  await reading.writing;
  if (chunk.read > 0) {
    reading.writing = writeChunk(reading, { ...chunk, prepared });
    // A failure is thrown where it is awaited; without this Node would see it as unhandled before that.
    reading.writing.catch(() => undefined);
  }
}

async function writeChunk(reading: Reading, chunk: PreparedChunk): Promise<void> {
  const { work, run } = reading;
  await retryOnConflict(() => (work.row.dryRun ? tryChunk(reading, chunk) : applyChunk(reading, chunk)));
  if (!work.row.dryRun) {
    run.committed(chunk.rows);
  }
  reading.chunkNo += 1;
  reading.lastCommitMs = performance.now();
  await work.tell();
}

function applyChunk(reading: Reading, chunk: PreparedChunk): Promise<void> {
  const { kernel, context } = reading.work;
  return kernel.transaction(context, async (tx) => {
    const result = await reading.run.apply(tx, context, chunk.rows, chunk.prepared);
    await moveOn(tx, reading, { chunk, result });
  });
}

/** Thrown to take a chunk of a dry run back. */
const ROLL_BACK = new Error('A dry run keeps nothing');

/**
 * What the chunk would do: done, counted, and rolled back. Rows that build on rows of an earlier chunk are counted as
 * if those were not there.
 */
async function tryChunk(reading: Reading, chunk: PreparedChunk): Promise<void> {
  const { kernel, context } = reading.work;
  let result: ChunkResult | null = null;
  try {
    await kernel.transaction(context, async (tx) => {
      result = await reading.run.apply(tx, context, chunk.rows, chunk.prepared);
      throw ROLL_BACK;
    });
  } catch (error) {
    if (error !== ROLL_BACK) {
      throw error;
    }
  }
  const counted: ChunkResult = { ...(result ?? NOTHING), trace: {} };
  await kernel.transaction(context, (tx) => moveOn(tx, reading, { chunk, result: counted }));
}

const NOTHING: ChunkResult = { added: 0, changed: 0, same: 0, trace: {} };

/** Moves the checkpoint over a chunk and keeps what was found in it. */
async function moveOn(
  tx: Tx,
  reading: Reading,
  { chunk, result }: { readonly chunk: Chunk; readonly result: ChunkResult },
): Promise<void> {
  const { id } = reading.work.row;
  const moved = await store.moveCheckpoint(tx, id, {
    chunkNo: reading.chunkNo,
    rows: chunk.read,
    rejected: chunk.faults.length,
    repeated: chunk.repeats.length,
    ...result,
    bytesDone: reading.bytesRead,
    activeMs: Math.round(performance.now() - reading.lastCommitMs),
  });
  if (!moved) {
    const now = await store.findImport(tx, id, null);
    throw now?.status === 'failed'
      ? importStopped()
      : new Error(`The checkpoint of import ${id} is not at chunk ${reading.chunkNo}`);
  }
  await store.insertFaults(tx, id, chunk.faults);
  await store.insertRepeats(tx, id, chunk.repeats);
}

/** Somebody stopped it meanwhile; it says so itself. */
function importStopped(): AppError {
  return new AppError('import_stopped', 409, {
    message: { 'zh-CN': '导入已被手动停下', en: 'The import was stopped by hand' },
  });
}

async function finish({ work, run }: Reading): Promise<void> {
  const { kernel, context, row } = work;
  await kernel.transaction(context, async (tx) => {
    if (!row.dryRun) {
      await run.finish(tx, context);
    }
    if (!(await store.changeStatus(tx, row.id, { status: 'done', finishedAt: kernel.clock.now() }))) {
      const now = await store.findImport(tx, row.id, null);
      throw now?.status === 'failed' ? importStopped() : new Error(`Import ${row.id} was ended by somebody else`);
    }
    if (!row.dryRun) {
      await kernel.events.append(tx, context, [
        { type: 'intake.import_finished', data: { importId: row.id, kind: row.kind, source: row.source } },
      ]);
    }
  });
  await work.tell();
}
