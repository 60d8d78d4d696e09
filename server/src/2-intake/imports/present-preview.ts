import type { Context } from '#kernel/context.ts';
import type { FaultRow, FileLayout } from './import-row.ts';
import { presentFault } from './present-import.ts';
import type { Mapping } from './schema.ts';

interface ShownPreview {
  readonly layout: FileLayout;
  readonly sheets: readonly string[];
  readonly columns: readonly { readonly header: string; readonly field: string | null; readonly confidence: number }[];
  readonly isSaved: boolean;
  readonly rows: readonly { readonly no: number; readonly cells: readonly string[] }[];
  readonly faults: readonly FaultRow[];
  readonly missing: readonly string[];
  readonly mapping: Mapping;
}

/** The beginning of a file as the asker sees it. */
export function presentPreview(preview: ShownPreview, context: Context) {
  const { layout, mapping, rows } = preview;
  const { table, headerRow, headers } = layout;
  return {
    format: table.format,
    delimiter: table.format === 'csv' ? table.delimiter : '',
    encoding: table.format === 'xlsx' ? '' : table.encoding,
    sheets: [...preview.sheets],
    sheet: table.format === 'xlsx' ? table.sheet : null,
    headerRow,
    columns: [...preview.columns],
    isSaved: preview.isSaved,
    rows: rows.map(({ cells }) => headers.map((_, index) => cells[index] ?? '')),
    rowNumbers: rows.map(({ no }) => no),
    faults: preview.faults.map((fault) => presentFault(fault, { context, mapping })),
    missing: [...preview.missing],
  };
}
