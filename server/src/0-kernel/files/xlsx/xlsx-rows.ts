import type { CellFault, TableBatch } from '#kernel/files/table-batch.ts';
import { createMergeFiller, readMerges } from '#kernel/files/xlsx/merges.ts';
import { NO_TEXTS, readSharedTexts, type SharedTexts } from '#kernel/files/xlsx/shared-texts.ts';
import { createSheetReader, type SheetRow } from '#kernel/files/xlsx/sheet-reader.ts';
import { unreadable } from '#kernel/files/xlsx/unreadable.ts';
import { readWorkbook, type Sheet, type Workbook } from '#kernel/files/xlsx/workbook.ts';
import { xmlSteps } from '#kernel/files/xlsx/xml.ts';
import { type OpenBytes, openZip, type Zip } from '#kernel/files/xlsx/zip.ts';

export interface XlsxOptions {
  /** Name of a visible sheet. */
  readonly sheet: string;
  readonly maxRows?: number;
}

/** Rows without content between two others; more than that belong to a sheet that somebody scrolled to its end. */
const MAX_GAP = 100_000;
const ROWS_AHEAD = 4096;
const CELLS_AHEAD = 200_000;

/** The rows of one sheet of a workbook, as text, in bounded memory. */
export async function* xlsxRows(file: OpenBytes, { sheet, maxRows }: XlsxOptions): AsyncGenerator<TableBatch> {
  const zip = await openZip(file);
  let texts = NO_TEXTS;
  try {
    const workbook = await readWorkbook(zip);
    const chosen = workbook.sheets.find(({ name }) => name === sheet) ?? throwNoSheet(sheet, workbook);
    texts = await openTexts(zip, workbook);
    yield* sheetRows(zip, chosen, {
      workbook,
      texts,
      fileBytes: zip.fileBytes,
      maxRows: maxRows ?? Number.POSITIVE_INFINITY,
    });
  } finally {
    texts.close();
    zip.close();
  }
}

/** The visible sheets of a workbook that have any content, in their order. */
export async function xlsxSheets(file: OpenBytes): Promise<string[]> {
  const zip = await openZip(file);
  let texts = NO_TEXTS;
  try {
    const workbook = await readWorkbook(zip);
    texts = await openTexts(zip, workbook);
    const names: string[] = [];
    for (const sheet of workbook.sheets) {
      if (await hasContent(zip, sheet, { workbook, texts, fileBytes: 0, maxRows: 1000, isGlance: true })) {
        names.push(sheet.name);
      }
    }
    return names;
  } finally {
    texts.close();
    zip.close();
  }
}

async function openTexts(zip: Zip, { texts }: Workbook): Promise<SharedTexts> {
  return texts === null ? NO_TEXTS : readSharedTexts(await zip.open(texts));
}

function throwNoSheet(name: string, { sheets }: Workbook): never {
  const known = sheets.map((sheet) => sheet.name).join('、');
  throw unreadable({
    'zh-CN': `没有名为“${name}”的可见工作表；有：${known}`,
    en: `There is no visible sheet called "${name}"; there are: ${known}`,
  });
}

interface SheetReading {
  readonly workbook: Workbook;
  readonly texts: SharedTexts;
  readonly fileBytes: number;
  readonly maxRows: number;
  /** Only whether there is anything: merged cells add nothing. */
  readonly isGlance?: boolean;
}

async function hasContent(zip: Zip, sheet: Sheet, reading: SheetReading): Promise<boolean> {
  for await (const batch of sheetRows(zip, sheet, reading)) {
    if (batch.rows.some((cells) => cells.some((cell) => cell.trim() !== ''))) {
      return true;
    }
  }
  return false;
}

async function* sheetRows(zip: Zip, sheet: Sheet, reading: SheetReading): AsyncGenerator<TableBatch> {
  const { workbook, texts, fileBytes, maxRows } = reading;
  const merges = reading.isGlance === true ? [] : await readMerges(await zip.open(sheet.part));
  const fill = createMergeFiller(merges);
  const found: SheetRow[] = [];
  const collector = new Collector();
  const reader = createSheetReader({ workbook, texts, onRow: (row) => found.push(row) });
  const unpacked = Math.max(1, zip.size(sheet.part));
  for await (const bytes of xmlSteps(await zip.open(sheet.part), reader)) {
    for (const row of found.splice(0)) {
      if (row.index >= maxRows) {
        break;
      }
      collector.add(row, fill);
    }
    if (collector.isFull || collector.nextIndex >= maxRows) {
      yield collector.take(Math.round((bytes / unpacked) * fileBytes));
    }
    if (collector.nextIndex >= maxRows) {
      return;
    }
  }
  if (collector.nextIndex > 0) {
    yield collector.take(fileBytes);
  }
}

/** Rows on their way, with those that a sheet leaves out because they are empty. */
class Collector {
  nextIndex = 0;
  #rows: string[][] = [];
  #cells = 0;
  #faults = new Map<number, readonly CellFault[]>();

  get isFull(): boolean {
    return this.#rows.length >= ROWS_AHEAD || this.#cells >= CELLS_AHEAD;
  }

  add(row: SheetRow, fill: (index: number, cells: string[]) => void): void {
    if (row.index < this.nextIndex || row.index - this.nextIndex > MAX_GAP) {
      // Content far beyond the end of the table is a slip of somebody's hand; rows out of order are no sheet of Excel.
      return;
    }
    while (this.nextIndex < row.index) {
      const empty: string[] = [];
      fill(this.nextIndex, empty);
      this.#rows.push(empty);
      this.nextIndex += 1;
    }
    fill(row.index, row.cells);
    this.#rows.push(row.cells);
    this.#cells += row.cells.length;
    this.nextIndex += 1;
    if (row.faults.length > 0) {
      this.#faults.set(row.index + 1, row.faults);
    }
  }

  take(bytesRead: number): TableBatch {
    const batch = {
      rows: this.#rows,
      firstNo: this.nextIndex - this.#rows.length + 1,
      bytesRead,
      damaged: false,
      faults: this.#faults,
    };
    this.#rows = [];
    this.#cells = 0;
    this.#faults = new Map();
    return batch;
  }
}
