import { Readable } from 'node:stream';
import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput, notFound } from '#kernel/errors.ts';
import { csvRows, guessEncoding, readHead } from '#kernel/files/csv-rows.ts';
import { claimIdempotency, fingerprintOf, readIdempotencyKey, storeReply } from '#kernel/http/idempotency.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { guessColumns, guessDelimiter, resolveMapping } from './guess.ts';
import { RUN_JOB, UNDO_JOB } from './jobs.ts';
import type { ImportKind } from './kind.ts';
import { type ImportStatus, type Mapping, mappingSchema } from './schema.ts';
import * as store from './store.ts';

const NOUN = { 'zh-CN': '导入', en: 'import' } as const;
const HEAD_BYTES = 256 * 1024;
const MAX_FILE_BYTES = 4 * 1024 ** 3;
const PREVIEW_ROWS = 20;
const FAULT_PAGE = 1000;

export interface NewImportRequest {
  readonly kind: string;
  readonly source: string;
  readonly mapping?: string | undefined;
  readonly fileName?: string | undefined;
  readonly currency?: string | undefined;
  readonly scopeId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** False when the caller runs it himself (the command). */
  readonly enqueue?: boolean;
}

export interface Preview {
  readonly delimiter: string;
  readonly encoding: string;
  readonly columns: { readonly header: string; readonly field: string | null; readonly confidence: number }[];
  readonly rows: string[][];
  readonly faults: store.FaultRow[];
  readonly missing: string[];
}

export interface Imports {
  readonly kinds: ReadonlyMap<string, ImportKind>;
  /** Reads the beginning of a file and says what its columns seem to be. */
  guess(context: Context, kindName: string, head: Readable): Promise<Preview>;
  /** Stores the file and queues it. Throws 422 naming every missing or unknown column. */
  create(context: Context, request: NewImportRequest, file: Readable): Promise<{ id: string }>;
  list(
    context: Context,
    page: { readonly cursor?: string | undefined; readonly limit: number; readonly status?: ImportStatus | undefined },
  ): Promise<{ items: store.ImportRow[]; nextCursor: string | null }>;
  get(context: Context, id: string): Promise<store.ImportRow>;
  faults(
    context: Context,
    id: string,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: store.FaultRow[]; nextCursor: string | null }>;
  /** The rejected rows as they are in the file, with the reason in front. */
  errorsCsv(context: Context, id: string): Promise<Readable>;
  undo(tx: Tx, context: Context, id: string, options?: { readonly enqueue?: boolean }): Promise<store.ImportRow>;
  resume(tx: Tx, context: Context, id: string, options?: { readonly enqueue?: boolean }): Promise<store.ImportRow>;
  /** How many are queued, running or being undone. */
  countActive(): Promise<number>;
  /** Queues what a crash left unfinished; harmless for what another worker is at. */
  recover(context: Context): Promise<void>;
}

/** Files on their way in. */
export function createImports(
  kernel: Kernel,
  access: Pick<Access, 'audit'>,
  {
    kinds,
    defaultCurrency,
  }: { readonly kinds: ReadonlyMap<string, ImportKind>; readonly defaultCurrency: () => Promise<string> },
): Imports {
  const { db } = kernel.postgres;
  const find = async (id: string): Promise<store.ImportRow> => {
    const row = await store.findImport(db, id);
    if (row === undefined) {
      throw notFound(NOUN, id);
    }
    return row;
  };
  const enqueue = (tx: Tx, context: Context, name: string, importId: string): Promise<void> =>
    kernel.jobs.add(tx, context, name, { importId }, { key: `${name}:${importId}` });
  return {
    kinds,
    guess: async (context, kindName, head) => {
      requirePermission(context, 'imports.write');
      const kind = kindOf(kinds, kindName);
      return preview(kernel, kind, await readHead(head, HEAD_BYTES));
    },
    create: async (context, request, file) => {
      requirePermission(context, 'imports.write');
      const kind = kindOf(kinds, request.kind);
      const stored = await kernel.files.write(file, { maxBytes: MAX_FILE_BYTES });
      try {
        const currency = request.currency ?? (await defaultCurrency());
        const read = await readSetup(kernel, kind, { fileId: stored.id, mapping: request.mapping });
        return await kernel.transaction(context, async (tx) => {
          const fingerprint = fingerprintOf([request.kind, request.source, request.mapping ?? '', stored.sha256]);
          return once(tx, context, { kernel, key: request.idempotencyKey, fingerprint, file: stored.id }, async () => {
            const id = newId();
            await store.insertImport(tx, {
              id,
              kind: kind.name,
              source: request.source,
              fileName: request.fileName ?? '',
              fileId: stored.id,
              bytes: stored.bytes,
              mapping: read.mapping,
              options: { delimiter: read.delimiter, encoding: read.encoding, currency },
              scopeId: request.scopeId ?? null,
              createdBy: context.actor.id,
              now: kernel.clock.now(),
            });
            await access.audit(tx, context, {
              action: 'intake.import_created',
              subjectType: 'import',
              subjectId: id,
              detail: { kind: kind.name, source: request.source, bytes: stored.bytes },
            });
            if (request.enqueue !== false) {
              await enqueue(tx, context, RUN_JOB, id);
            }
            return { id };
          });
        });
      } catch (error) {
        await kernel.files.remove(stored.id);
        throw error;
      }
    },
    list: async (context, { cursor, limit, status }) => {
      requirePermission(context, 'imports.read');
      const before = cursor === undefined ? null : decodeCursor(cursor)?.[0];
      if (before !== null && typeof before !== 'string') {
        throw invalidCursor();
      }
      const rows = await store.listImports(db, { status, before, limit });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.id]) : null };
    },
    get: (context, id) => {
      requirePermission(context, 'imports.read');
      return find(id);
    },
    faults: async (context, id, { cursor, limit }) => {
      requirePermission(context, 'imports.read');
      await find(id);
      const after = cursor === undefined ? 0 : decodeCursor(cursor)?.[0];
      if (typeof after !== 'number') {
        throw invalidCursor();
      }
      const rows = await store.listFaults(db, id, after, limit + 1);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.rowNo]) : null };
    },
    errorsCsv: async (context, id) => {
      requirePermission(context, 'imports.read');
      const row = await find(id);
      return Readable.from(errorLines(kernel, row, context));
    },
    undo: async (tx, context, id, options = {}) => {
      requirePermission(context, 'imports.write');
      const row = await store.lockImport(tx, id);
      if (row === undefined) {
        throw notFound(NOUN, id);
      }
      if (row.status !== 'undoing' && row.status !== 'undone') {
        await beginUndo(tx, context, { row, kinds, access });
      }
      if (options.enqueue !== false && row.status !== 'undone') {
        await enqueue(tx, context, UNDO_JOB, id);
      }
      return (await store.findImport(tx, id)) ?? row;
    },
    resume: async (tx, context, id, options = {}) => {
      requirePermission(context, 'imports.write');
      const row = await store.lockImport(tx, id);
      if (row === undefined) {
        throw notFound(NOUN, id);
      }
      if (row.status === 'failed') {
        await store.changeStatus(tx, id, { status: 'queued' });
      } else if (row.status !== 'queued' && row.status !== 'running') {
        throw statusConflict(row);
      }
      if (options.enqueue !== false) {
        await enqueue(tx, context, RUN_JOB, id);
      }
      return (await store.findImport(tx, id)) ?? row;
    },
    countActive: () => store.countActive(db),
    recover: async (context) => {
      for (const { id, status } of await store.unfinishedImports(db)) {
        await kernel.transaction(context, (tx) => enqueue(tx, context, status === 'undoing' ? UNDO_JOB : RUN_JOB, id));
      }
    },
  };
}

function kindOf(kinds: ReadonlyMap<string, ImportKind>, name: string): ImportKind {
  const kind = kinds.get(name);
  if (kind === undefined) {
    const known = [...kinds.keys()].join(', ');
    throw invalidInput([
      {
        field: 'kind',
        code: 'kind_unknown',
        message: { 'zh-CN': `没有这种导入，可用的有：${known}`, en: `no such kind; there are: ${known}` },
      },
    ]);
  }
  return kind;
}

interface Once {
  readonly kernel: Kernel;
  readonly key: string | undefined;
  readonly fingerprint: Buffer;
  readonly file: string;
}

/** A retry with the same key and file answers with the first import and throws the second copy of the file away. */
async function once(
  tx: Tx,
  context: Context,
  { kernel, key, fingerprint, file }: Once,
  work: () => Promise<{ id: string }>,
): Promise<{ id: string }> {
  const idempotencyKey = readIdempotencyKey(key);
  if (idempotencyKey === null) {
    return work();
  }
  const request = {
    actor: context.actor,
    method: 'POST',
    path: '/api/v1/imports',
    key: idempotencyKey,
    fingerprint,
    now: kernel.clock.now(),
  };
  const claim = await claimIdempotency(tx, request);
  if (claim.kind === 'replay') {
    await kernel.files.remove(file);
    // What storeReply below wrote.
    return JSON.parse(claim.reply ?? '{}') as { id: string };
  }
  const result = await work();
  await storeReply(tx, request, { status: 202, reply: JSON.stringify(result) });
  return result;
}

async function headRows(
  head: Uint8Array,
  options: { delimiter: string; encoding: 'utf-8' | 'gb18030' },
): Promise<string[][]> {
  const rows: string[][] = [];
  // The head may end in the middle of a row; that row is left out unless it is the whole file.
  const cut = head.lastIndexOf(0x0a);
  const whole = head.length < HEAD_BYTES || cut < 0 ? head : head.subarray(0, cut);
  for await (const batch of csvRows(Readable.from([Buffer.from(whole)]), options)) {
    rows.push(...batch.rows.map((row) => [...row]));
    if (rows.length > PREVIEW_ROWS) {
      break;
    }
  }
  return rows.slice(0, PREVIEW_ROWS + 1);
}

function layoutOf(head: Uint8Array): { delimiter: string; encoding: 'utf-8' | 'gb18030' } {
  const encoding = guessEncoding(head);
  return { encoding, delimiter: guessDelimiter(new TextDecoder(encoding).decode(head)) };
}

async function preview(kernel: Kernel, kind: ImportKind, head: Uint8Array): Promise<Preview> {
  const layout = layoutOf(head);
  const [headers = [], ...rows] = await headRows(head, layout);
  const columns = guessColumns(headers, kind.fields);
  const mapped = new Map(columns.flatMap(({ field }, index) => (field === null ? [] : [[field, index] as const])));
  const run = await kind.begin({
    importId: newId(),
    source: 'preview',
    columns: mapped,
    scopeId: null,
    currency: 'CNY',
    timeZone: kernel.config.timeZone,
    now: kernel.clock.now(),
  });
  const missing = missingFields(kind, new Set(mapped.keys()));
  const faults =
    missing.length > 0
      ? []
      : rows.flatMap((cells, index) => {
          const result = run.read(cells, index + 1);
          return result.ok
            ? []
            : [{ ...result.fault, rowNo: index + 1, columnName: result.fault.field, value: result.fault.value }];
        });
  const width = headers.length;
  return {
    ...layout,
    columns,
    rows: rows.map((cells) => Array.from({ length: width }, (_, index) => cells[index] ?? '')),
    faults,
    missing,
  };
}

function missingFields(kind: ImportKind, mapped: ReadonlySet<string>): string[] {
  const required = kind.fields.filter((field) => field.required && !mapped.has(field.name)).map((field) => field.name);
  return [...required, ...kind.missing(mapped)];
}

interface Setup {
  readonly mapping: Mapping;
  readonly delimiter: string;
  readonly encoding: 'utf-8' | 'gb18030';
}

/** Layout and mapping of a stored file; throws 422 when columns are missing. */
async function readSetup(
  kernel: Kernel,
  kind: ImportKind,
  { fileId, mapping: given }: { readonly fileId: string; readonly mapping: string | undefined },
): Promise<Setup> {
  const head = await readHead(await kernel.files.open(fileId), HEAD_BYTES);
  const layout = layoutOf(head);
  const [headers] = await headRows(head, layout);
  if (headers === undefined) {
    throw new AppError('file_empty', 422, { message: { 'zh-CN': '文件是空的', en: 'The file is empty' } });
  }
  const mapping = given === undefined ? guessedMapping(headers, kind) : parseMapping(given);
  const resolved = resolveMapping(mapping, headers, kind.fields);
  const missing = missingFields(kind, new Set(Object.keys(mapping)));
  const faults = [
    ...missing.map((field) => missingFault(kind, field, headers)),
    ...(resolved.ok ? [] : [...resolved.unknownFields, ...resolved.unknownHeaders].map(unknownFault)),
  ];
  if (faults.length > 0) {
    throw new AppError('mapping_incomplete', 422, {
      message: {
        'zh-CN': `列对应不完整：${faults.map((fault) => fault.message['zh-CN']).join('；')}`,
        en: `The columns do not fit: ${faults.map((fault) => fault.message.en).join('; ')}`,
      },
      faults,
    });
  }
  return { ...layout, mapping };
}

function guessedMapping(headers: readonly string[], kind: ImportKind): Mapping {
  return Object.fromEntries(
    guessColumns(headers, kind.fields).flatMap(({ header, field }) => (field === null ? [] : [[field, header.trim()]])),
  );
}

function parseMapping(text: string): Mapping {
  try {
    return mappingSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw invalidInput(
      [
        {
          field: 'mapping',
          code: 'mapping_invalid',
          message: {
            'zh-CN': '应为 JSON，例如 {"number":"订单号"}',
            en: 'should be JSON such as {"number":"Order No"}',
          },
        },
      ],
      cause,
    );
  }
}

function missingFault(kind: ImportKind, name: string, headers: readonly string[]): Fault {
  const field = kind.fields.find((candidate) => candidate.name === name);
  return {
    field: name,
    code: 'column_missing',
    message: {
      'zh-CN': `缺少“${field?.label['zh-CN'] ?? name}”，文件的列有：${headers.join('、')}`,
      en: `no column for ${field?.label.en ?? name}; the file has: ${headers.join(', ')}`,
    },
  };
}

function unknownFault(name: string): Fault {
  return {
    field: 'mapping',
    code: 'column_unknown',
    message: { 'zh-CN': `没有“${name}”`, en: `there is no "${name}"` },
  };
}

function invalidCursor(): AppError {
  return invalidInput([
    {
      field: 'cursor',
      code: 'cursor_invalid',
      message: { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' },
    },
  ]);
}

function statusConflict(row: store.ImportRow): AppError {
  return new AppError('import_status_conflict', 409, {
    message: {
      'zh-CN': `这次导入的状态是 ${row.status}，不能这样做`,
      en: `This import is ${row.status}; that cannot be done now`,
    },
  });
}

interface Undo {
  readonly row: store.ImportRow;
  readonly kinds: ReadonlyMap<string, ImportKind>;
  readonly access: Pick<Access, 'audit'>;
}

async function beginUndo(tx: Tx, context: Context, { row, kinds, access }: Undo): Promise<void> {
  if (row.status !== 'done' && row.status !== 'failed') {
    throw statusConflict(row);
  }
  const obstacle = await kindOf(kinds, row.kind).undoObstacle(tx, row.id);
  if (obstacle !== null) {
    throw obstacle;
  }
  await store.changeStatus(tx, row.id, { status: 'undoing' });
  await access.audit(tx, context, {
    action: 'intake.import_undo_requested',
    subjectType: 'import',
    subjectId: row.id,
    detail: { kind: row.kind, source: row.source, accepted: row.accepted },
  });
}

/** The rejected rows again, ready to be corrected and imported: row number and reason first, then the row itself. */
async function* errorLines(kernel: Kernel, row: store.ImportRow, context: Context): AsyncGenerator<string> {
  let page = await store.listFaults(kernel.postgres.db, row.id, 0, FAULT_PAGE);
  let rowNo = -1;
  for await (const batch of csvRows(await kernel.files.open(row.fileId), row.options)) {
    for (const cells of batch.rows) {
      rowNo += 1;
      const fault = page[0];
      if (rowNo === 0) {
        yield `\uFEFF${csvLine(['row', 'column', 'reason', ...cells])}`;
      } else if (fault !== undefined && fault.rowNo === rowNo) {
        yield csvLine([
          String(rowNo),
          row.mapping[fault.columnName ?? ''] ?? '',
          fault.reason[context.locale],
          ...cells,
        ]);
        page = page.slice(1);
        page = page.length > 0 ? page : await store.listFaults(kernel.postgres.db, row.id, rowNo, FAULT_PAGE);
      }
    }
    if (rowNo > 0 && page.length === 0) {
      return;
    }
  }
}

/** RFC 4180, and a leading apostrophe where a spreadsheet would run the cell as a formula. */
function csvLine(cells: readonly string[]): string {
  const safe = cells.map((cell) => (/^[=+@\t\r]|^-(?!\d)/.test(cell) ? `'${cell}` : cell));
  return `${safe.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
