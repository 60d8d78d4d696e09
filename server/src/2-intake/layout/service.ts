import { newId } from '#kernel/clock.ts';
import { AppError } from '#kernel/errors.ts';
import { type CsvEncoding, guessEncoding } from '#kernel/files/encoding.ts';
import { fileKindOf } from '#kernel/files/file-kind.ts';
import { jsonColumns } from '#kernel/files/json-rows.ts';
import { type FileHead, readHead } from '#kernel/files/read-head.ts';
import { type FileSource, MAX_COLUMNS, type TableFormat, tableRows } from '#kernel/files/table.ts';
import type { CellFault } from '#kernel/files/table-batch.ts';
import { xlsxSheets } from '#kernel/files/xlsx/xlsx-rows.ts';
import type { Kernel } from '#kernel/module.ts';
import { dateOrderOf } from '#kernel/pure/loose-dates.ts';
import { type LoadedKind, missingFields, type NamedKind } from '../imports/find-kind.ts';
import type { FaultRow, FileLayout } from '../imports/import-row.ts';
import { maskFault } from '../imports/mask-fault.ts';
import type { LayoutChoice, Mapping } from '../imports/schema.ts';
import { contentOf } from '../rows/content.ts';
import { createRowReader } from '../rows/read-row.ts';
import { isBlankRow } from '../rows/total-row.ts';
import { type ColumnGuess, guessColumns, guessDelimiter, resolveMapping } from './guess.ts';
import { columnLetters, guessHeaderRow, headersOf, type NumberedRow } from './header-row.ts';
import { placesOf } from './mapping-faults.ts';
import { marketplaceOf, withMarketplace } from './marketplace-mapping.ts';

const HEAD_BYTES = 256 * 1024;
const SAMPLE_ROWS = 200;
const PREVIEW_ROWS = 20;
const JSON_SAMPLE = 1000;

/** A mapping that was used before for this source and kind, with the columns that the file then had. */
export interface KnownMapping {
  readonly mapping: Mapping;
  readonly headers: readonly string[];
}

/** What a file is, told from its beginning, with its first rows. */
export interface Looked {
  readonly layout: FileLayout;
  /** Visible sheets with content; empty for files that have none. */
  readonly sheets: readonly string[];
  readonly columns: readonly ColumnGuess[];
  /** Those below the header, without blank ones. */
  readonly rows: readonly NumberedRow[];
  readonly cellFaults: ReadonlyMap<number, readonly CellFault[]>;
  readonly damaged: boolean;
  /** Whether the known mapping fits, and so is the one proposed. */
  readonly isKnown: boolean;
  /** Whether it is the export of a marketplace, told by its headers. */
  readonly isExport: boolean;
}

export interface LookOptions {
  readonly choice: LayoutChoice;
  readonly loaded: LoadedKind<NamedKind>;
  readonly known: KnownMapping | null;
}

/**
 * Looks at a file: what it is, which row names the columns, and what the columns seem to be. Throws 422 `file_empty` or
 * `file_unreadable`.
 */
export async function lookAt(file: FileSource, { choice, loaded, known }: LookOptions): Promise<Looked> {
  return lookAs(await openTable(file, choice), { choice, loaded, known });
}

/** The first rows of a file, before anybody says what kind of data they are. */
export interface OpenedTable {
  readonly table: TableFormat;
  readonly sheets: readonly string[];
  readonly sample: Sample;
}

/** Reads the first rows of a file. Throws as `lookAt` does. */
export async function openTable(file: FileSource, choice: LayoutChoice): Promise<OpenedTable> {
  const head = await readHead(await file.open(), { maxBytes: HEAD_BYTES, rest: 'close' });
  const { table, sheets } = await tableOf(file, head, choice);
  return { table, sheets, sample: await sampleOf(file, table) };
}

/** What the first rows are, taken as one kind of data. */
export function lookAs({ table, sheets, sample }: OpenedTable, { choice, loaded, known }: LookOptions): Looked {
  const isJson = table.format === 'json';
  const headerRow = isJson ? null : chosenHeader(choice, () => guessHeaderRow(sample.rows, loaded.fields));
  const headers = isJson ? [...table.columns] : requireFew(namesFrom(sample.rows, headerRow));
  const rows = sample.rows.filter(({ no, cells }) => no > (headerRow ?? 0) && !isBlankRow(cells));
  if (rows.length === 0) {
    throw noRows(headerRow);
  }
  const byName = guessColumns(headers, loaded.fields, {
    rows: rows.map(({ cells }) => cells),
    isNamed: isJson || headerRow !== null,
  });
  const marketplace = marketplaceOf(loaded.kind.name, headers);
  const guessed = marketplace === null ? byName : withMarketplace(byName, marketplace, loaded.fields);
  const fitting = known !== null && fits(known, headers, loaded) ? known : null;
  return {
    layout: { table, headerRow, headers, ...(marketplace?.carries === true ? { carries: true } : {}) },
    sheets,
    columns: fitting === null ? guessed : withKnown(guessed, fitting),
    rows,
    cellFaults: sample.faults,
    damaged: sample.damaged,
    isKnown: fitting !== null,
    isExport: marketplace !== null,
  };
}

async function tableOf(
  file: FileSource,
  head: FileHead,
  choice: LayoutChoice,
): Promise<{ readonly table: TableFormat; readonly sheets: readonly string[] }> {
  const kind = fileKindOf(head.bytes);
  if (kind === 'zip') {
    const sheets = await xlsxSheets(file.access);
    const sheet = choice.sheet ?? sheets[0];
    if (sheet === undefined) {
      throw new AppError('file_empty', 422, {
        message: { 'zh-CN': '工作簿里没有任何内容', en: 'The workbook has no content' },
      });
    }
    return { table: { format: 'xlsx', sheet }, sheets };
  }
  const encoding: CsvEncoding = choice.encoding ?? guessEncoding(head.bytes);
  if (kind === 'json') {
    const columns = await jsonColumns(await file.open(), { encoding, objects: JSON_SAMPLE, maxColumns: MAX_COLUMNS });
    return { table: { format: 'json', encoding, columns }, sheets: [] };
  }
  const delimiter = choice.delimiter ?? guessDelimiter(new TextDecoder(encoding).decode(head.bytes));
  return { table: { format: 'csv', delimiter, encoding }, sheets: [] };
}

/** Rows from the beginning of a file, with what is wrong in them. */
export interface Sample {
  readonly rows: NumberedRow[];
  readonly faults: ReadonlyMap<number, readonly CellFault[]>;
  readonly damaged: boolean;
}

async function sampleOf(file: FileSource, table: TableFormat): Promise<Sample> {
  const rows: NumberedRow[] = [];
  const faults = new Map<number, readonly CellFault[]>();
  let damaged = false;
  for await (const batch of tableRows(file, table, { maxRows: SAMPLE_ROWS })) {
    rows.push(...batch.rows.map((cells, index) => ({ no: batch.firstNo + index, cells })));
    for (const [no, found] of batch.faults) {
      faults.set(no, found);
    }
    damaged ||= batch.damaged;
  }
  return { rows, faults, damaged };
}

/** 0 says that there is no header. */
function chosenHeader({ headerRow }: LayoutChoice, guess: () => number | null): number | null {
  return headerRow === undefined ? guess() : headerRow === 0 ? null : headerRow;
}

function namesFrom(rows: readonly NumberedRow[], headerRow: number | null): string[] {
  if (headerRow === null) {
    const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
    return Array.from({ length: width }, (_, index) => columnLetters(index));
  }
  const header = rows.find(({ no }) => no === headerRow)?.cells ?? [];
  const above = rows.find(({ no }) => no === headerRow - 1)?.cells;
  return headersOf(withoutBlankEnd(header, above), above);
}

/** Spreadsheets leave blank cells behind the last column. */
function withoutBlankEnd(cells: readonly string[], above: readonly string[] | undefined): readonly string[] {
  const last = cells.findLastIndex((cell, index) => cell.trim() !== '' || (above?.[index] ?? '').trim() !== '');
  return cells.slice(0, last + 1);
}

function requireFew(headers: string[]): string[] {
  if (headers.length > MAX_COLUMNS) {
    throw new AppError('file_unreadable', 422, {
      message: {
        'zh-CN': `表头有 ${headers.length} 列，最多 ${MAX_COLUMNS} 列；这不像是一张带表头的表`,
        en: `The header has ${headers.length} columns, at most ${MAX_COLUMNS} can be; this does not look like a table with a header`,
      },
    });
  }
  return headers;
}

function noRows(headerRow: number | null): AppError {
  return new AppError('file_empty', 422, {
    message:
      headerRow === null
        ? { 'zh-CN': '文件是空的', en: 'The file is empty' }
        : { 'zh-CN': '文件只有表头，没有数据行', en: 'The file has a header and no rows below it' },
  });
}

function fits({ mapping }: KnownMapping, headers: readonly string[], { fields }: LoadedKind<NamedKind>): boolean {
  return resolveMapping(mapping, headers, fields).ok;
}

/** What was mapped before counts; columns that were not there then are guessed. */
function withKnown(guessed: readonly ColumnGuess[], { mapping, headers }: KnownMapping): ColumnGuess[] {
  const byHeader = new Map(Object.entries(mapping).map(([field, header]) => [header.trim(), field]));
  const met = new Set(headers.map((header) => header.trim()));
  const taken = new Set(byHeader.values());
  return guessed.map(({ header, field, confidence }) => {
    const known = byHeader.get(header.trim());
    if (known !== undefined) {
      return { header, field: known, confidence: 1 };
    }
    const isFree = !met.has(header.trim()) && field !== null && !taken.has(field);
    return isFree ? { header, field, confidence } : { header, field: null, confidence: 0 };
  });
}

/** Field → header, of the columns that are something. */
export function mappingOf(columns: readonly ColumnGuess[]): Mapping {
  return Object.fromEntries(
    columns.flatMap(({ header, field }) => (field === null ? [] : [[field, header.trim()] as const])),
  );
}

/** For each mapped date, in which order its day and month come, where the file shows it. */
export function dateOrders(
  { rows, layout }: Pick<Looked, 'rows' | 'layout'>,
  mapping: Mapping,
  { fields }: LoadedKind,
): FileLayout['dateOrders'] {
  const places = placesOf(mapping, layout.headers, fields);
  return Object.fromEntries(
    fields.flatMap((field) => {
      const index = contentOf(field) === 'date' ? places.get(field.name) : undefined;
      const order = index === undefined ? null : dateOrderOf(rows.map(({ cells }) => cells[index] ?? ''));
      return order === null ? [] : [[field.name, order] as const];
    }),
  );
}

/** What an import would say of the first rows under a mapping; nothing while columns are missing. */
export async function faultsOf(
  kernel: Pick<Kernel, 'config' | 'clock'>,
  looked: Looked,
  { loaded, mapping }: { readonly loaded: LoadedKind; readonly mapping: Mapping },
): Promise<FaultRow[]> {
  const { kind, fields } = loaded;
  const columns = placesOf(mapping, looked.layout.headers, fields);
  if (missingFields(loaded, new Set(columns.keys())).length > 0) {
    return [];
  }
  const run = await kind.begin({
    importId: newId(),
    source: 'preview',
    columns,
    scopeId: null,
    keyField: null,
    currency: 'CNY',
    timeZone: kernel.config.timeZone,
    now: kernel.clock.now(),
  });
  const read = createRowReader({
    run,
    fields,
    columns,
    width: looked.layout.headers.length,
    dateOrders: dateOrders(looked, mapping, loaded) ?? {},
    carries: looked.layout.carries === true,
  });
  return previewRows(looked).flatMap(({ no, cells }) => {
    const result = read(cells, { rowNo: no, damaged: looked.damaged, faults: looked.cellFaults.get(no) });
    return result.ok ? [] : [maskFault(fields, result.fault, no)];
  });
}

/** The rows that people are shown. */
export function previewRows({ rows }: Looked): readonly NumberedRow[] {
  return rows.slice(0, PREVIEW_ROWS);
}
