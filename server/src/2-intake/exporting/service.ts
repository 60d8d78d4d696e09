import { Readable } from 'node:stream';
import writeExcelFile from 'write-excel-file/node';
import type { Context } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { csvLine } from '../errors-file/csv-line.ts';
import type { ExportRow } from '../exports/export-row.ts';
import type { ExportKind, ExportValue } from '../exports/kind.ts';
import * as store from '../exports/store.ts';

/** Writes the files of exports. */
export interface Exporting {
  /** From the beginning again when a former run was cut off; one that has ended is left alone. */
  run(context: Context, exportId: string): Promise<void>;
  giveUp(exportId: string, error: unknown): Promise<void>;
}

export interface ExportingOptions {
  readonly kinds: ReadonlyMap<string, ExportKind>;
  readonly keepHours: () => Promise<number>;
  readonly maxFileBytes: () => Promise<number>;
}

/** A workbook is put together in memory. */
const MAX_SHEET_ROWS = 200_000;
const HOUR_MS = 3_600_000;

/** Exporting over one kernel. */
export function createExporting(kernel: Kernel, options: ExportingOptions): Exporting {
  const { postgres, clock, files } = kernel;
  return {
    run: async (context, exportId) => {
      const row = await store.markRunning(postgres.db, exportId);
      const kind = row === null ? undefined : options.kinds.get(row.kind);
      if (row === null || kind === undefined) {
        return;
      }
      const written = { rows: 0 };
      const pages = countedPages(kind, row, {
        count: async (rows) => {
          written.rows += rows;
          await store.saveProgress(postgres.db, exportId, written.rows);
        },
      });
      const labels = await labelsOf(kind, row);
      const source = row.format === 'xlsx' ? await workbook(labels, pages) : Readable.from(lines(row, labels, pages));
      const file = await files.write(source, { maxBytes: await options.maxFileBytes() });
      const at = clock.now();
      const expiresAt = new Date(at.getTime() + (await options.keepHours()) * HOUR_MS);
      const isOurs = await kernel.transaction(context, (tx) =>
        store.markDone(tx, { id: exportId, fileId: file.id, bytes: file.bytes, rows: written.rows, at, expiresAt }),
      );
      if (!isOurs) {
        await files.remove(file.id);
      }
    },
    giveUp: (exportId, error) => store.markFailed(postgres.db, exportId, sayWhy(error), clock.now()),
  };
}

function sayWhy(error: unknown): Text {
  return error instanceof AppError
    ? { 'zh-CN': error.say('zh-CN'), en: error.say('en') }
    : { 'zh-CN': '导出时出错，已记录，请重试', en: 'Something went wrong and was recorded; try again' };
}

type Page = readonly (readonly ExportValue[])[];

async function* countedPages(
  kind: ExportKind,
  row: ExportRow,
  { count }: { readonly count: (rows: number) => Promise<void> },
): AsyncGenerator<Page> {
  for await (const page of kind.pages(row)) {
    yield page;
    await count(page.length);
  }
}

async function labelsOf(kind: ExportKind, row: ExportRow): Promise<readonly string[]> {
  const labels = new Map((await kind.columns(row.filter)).map(({ key, label }) => [key, label[row.locale]]));
  return row.columns.map((key) => labels.get(key) ?? key);
}

async function* lines(row: ExportRow, labels: readonly string[], pages: AsyncIterable<Page>): AsyncGenerator<string> {
  if (row.format === 'csv') {
    // The mark tells spreadsheets that it is UTF-8.
    yield `\uFEFF${csvLine(labels)}`;
  }
  for await (const page of pages) {
    yield page
      .map((cells) =>
        row.format === 'csv'
          ? csvLine(cells.map((cell) => String(plain(cell) ?? '')))
          : `${JSON.stringify(Object.fromEntries(row.columns.map((key, at) => [key, plain(cells[at] ?? null)])))}\n`,
      )
      .join('');
  }
}

/** As text files have it: days as `YYYY-MM-DD`, amounts as decimals. */
function plain(value: ExportValue): string | number | boolean | null {
  if (value instanceof Date) {
    return value.toISOString().slice(0, 10);
  }
  return typeof value === 'object' && value !== null ? value.amount : value;
}

/** As workbooks have it: days and amounts that can be reckoned with. */
function sheetCell(value: ExportValue) {
  if (value instanceof Date) {
    return { value, type: Date, format: 'yyyy-mm-dd' };
  }
  if (typeof value === 'object' && value !== null) {
    return {
      value: Number(value.amount),
      type: Number,
      format: value.digits === 0 ? '0' : `0.${'0'.repeat(value.digits)}`,
    };
  }
  return value;
}

async function workbook(labels: readonly string[], pages: AsyncIterable<Page>): Promise<Readable> {
  const data: ReturnType<typeof sheetCell>[][] = [[...labels]];
  for await (const page of pages) {
    for (const cells of page) {
      data.push(cells.map(sheetCell));
    }
    if (data.length > MAX_SHEET_ROWS) {
      throw new AppError('export_too_large', 422, {
        message: {
          'zh-CN': `Excel 文件最多 ${MAX_SHEET_ROWS} 行，请改用 CSV`,
          en: `A workbook takes ${MAX_SHEET_ROWS} rows at most; choose CSV`,
        },
      });
    }
  }
  return Readable.from(await writeExcelFile(data).toBuffer());
}
