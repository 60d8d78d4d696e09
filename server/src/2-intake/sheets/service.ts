import type { Readable } from 'node:stream';
import { AppError } from '#kernel/errors.ts';
import { type TableFormat, tableRows } from '#kernel/files/table.ts';
import type { Kernel } from '#kernel/module.ts';
import type { FaultRow } from '../imports/import-row.ts';
import type { ImportField } from '../imports/kind.ts';
import { maskFault } from '../imports/mask-fault.ts';
import { placesOf, requireMapping } from '../layout/mapping-faults.ts';
import { lookAt, mappingOf } from '../layout/service.ts';
import { createRowReader, type RowReader } from '../rows/read-row.ts';
import { isBlankRow } from '../rows/total-row.ts';
import { type FileSent, keepFile, sourceOf } from '../uploads/service.ts';

export interface SheetOptions extends FileSent {
  readonly fields: readonly ImportField[];
  /** At least one of these has to be a column. */
  readonly oneOf: readonly string[];
  readonly maxRows: number;
}

/** A row of a small file: its values by field, blank ones left out, or what is wrong with it, masked. */
export type SheetRow =
  | { readonly rowNo: number; readonly values: ReadonlyMap<string, string> }
  | { readonly rowNo: number; readonly fault: FaultRow };

/**
 * All rows of a small file, for use-cases that are no import: read like one (CSV, XLSX or JSON, whatever encoding,
 * columns guessed from header and content, cells mended), and nothing of it is kept. Throws as imports do, and 422
 * `file_too_long`.
 */
export async function readSheet(
  kernel: Pick<Kernel, 'files'>,
  file: Readable,
  options: SheetOptions,
): Promise<readonly SheetRow[]> {
  const stored = await keepFile(kernel, file, options);
  try {
    return await rowsOf(kernel, stored.id, options);
  } finally {
    await kernel.files.remove(stored.id);
  }
}

async function rowsOf(
  kernel: Pick<Kernel, 'files'>,
  fileId: string,
  { fields, oneOf, maxRows }: SheetOptions,
): Promise<readonly SheetRow[]> {
  const source = sourceOf(kernel, fileId);
  const missing = (mapped: ReadonlySet<string>): readonly string[] =>
    oneOf.some((name) => mapped.has(name)) ? [] : oneOf.slice(0, 1);
  const loaded = { kind: { name: 'sheet', missing }, fields };
  const { layout, columns } = await lookAt(source, { choice: {}, loaded, known: null });
  const mapping = mappingOf(columns);
  requireMapping(loaded, mapping, layout.headers);
  const places = placesOf(mapping, layout.headers, fields);
  const width = layout.headers.length;
  const read = createRowReader({
    run: valuesReader(places),
    fields,
    columns: places,
    width,
    dateOrders: {},
    carries: false,
  });
  const rows: SheetRow[] = [];
  for await (const row of dataRows(source, layout.table, layout.headerRow ?? 0)) {
    if (rows.length === maxRows) {
      throw tooLong(maxRows);
    }
    rows.push(sheetRow(read(row.cells, row), row.rowNo, fields));
  }
  return rows;
}

type RowIn = Parameters<RowReader>[1] & { readonly cells: readonly string[] };

async function* dataRows(
  source: Parameters<typeof tableRows>[0],
  table: TableFormat,
  header: number,
): AsyncGenerator<RowIn> {
  for await (const { rows, firstNo, faults, damaged } of tableRows(source, table)) {
    for (const [index, cells] of rows.entries()) {
      const rowNo = firstNo + index;
      if (rowNo > header && !isBlankRow(cells)) {
        yield { cells, rowNo, damaged, faults: faults.get(rowNo) };
      }
    }
  }
}

function valuesReader(places: ReadonlyMap<string, number>) {
  return {
    read: (cells: readonly string[]) => ({
      ok: true as const,
      row: new Map(
        [...places].flatMap(([name, index]) => {
          const value = (cells[index] ?? '').trim();
          return value === '' ? [] : [[name, value] as const];
        }),
      ),
    }),
  };
}

function sheetRow(result: ReturnType<RowReader>, rowNo: number, fields: readonly ImportField[]): SheetRow {
  return result.ok
    ? // As `valuesReader` gives them.
      { rowNo, values: result.row as ReadonlyMap<string, string> }
    : { rowNo, fault: maskFault(fields, result.fault, rowNo) };
}

function tooLong(maxRows: number): AppError {
  return new AppError('file_too_long', 422, {
    message: {
      'zh-CN': `文件超过 ${maxRows} 行，请拆分后分次上传`,
      en: `The file has more than ${maxRows} rows; send it in parts`,
    },
  });
}
