import type { Readable } from 'node:stream';
import { csvRows } from '#kernel/files/csv-rows.ts';
import type { CsvEncoding } from '#kernel/files/encoding.ts';
import { jsonRows } from '#kernel/files/json-rows.ts';
import type { TableBatch } from '#kernel/files/table-batch.ts';
import { xlsxRows } from '#kernel/files/xlsx/xlsx-rows.ts';
import type { OpenBytes } from '#kernel/files/xlsx/zip.ts';

/** A file that can be read from its beginning and at any place. */
export interface FileSource {
  readonly access: OpenBytes;
  open(): Promise<Readable>;
}

/** How a file becomes rows of cells. */
export type TableFormat =
  | { readonly format: 'csv'; readonly delimiter: string; readonly encoding: CsvEncoding }
  | { readonly format: 'xlsx'; readonly sheet: string }
  /** Lines of objects or an array of them; a row has the values of these keys, nested ones joined by dots. */
  | { readonly format: 'json'; readonly encoding: CsvEncoding; readonly columns: readonly string[] };

/** Sheets and files that are no table have more. */
export const MAX_COLUMNS = 1000;

export interface TableOptions {
  /** Ends after so many rows; what follows is then not even looked at. */
  readonly maxRows?: number;
}

/** All rows of a file, in bounded memory. Throws `file_unreadable` (422) saying where and why it cannot go on. */
export async function* tableRows(
  file: FileSource,
  format: TableFormat,
  options: TableOptions = {},
): AsyncGenerator<TableBatch> {
  if (format.format === 'csv') {
    yield* csvRows(await file.open(), { ...format, ...options });
  } else if (format.format === 'xlsx') {
    yield* xlsxRows(file.access, { sheet: format.sheet, ...options });
  } else {
    yield* jsonRows(await file.open(), { ...format, ...options });
  }
}
