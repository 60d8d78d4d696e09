import { Readable } from 'node:stream';
import writeExcelFile from 'write-excel-file/node';
import type { Context } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { type Zone, zoneOf } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import { csvLine } from '../errors-file/csv-line.ts';
import type { AskConsent, ConsentKind } from '../exports/consent.ts';
import { consentAsk, consentFacts, EXPORT_CONSENT } from '../exports/consent-ask.ts';
import type { ExportRow } from '../exports/export-row.ts';
import type { ExportKind, ExportValue } from '../exports/kind.ts';
import { exportMark, MARK_LABEL } from '../exports/mark.ts';
import * as store from '../exports/store.ts';

/** Writes the files of exports. */
export interface Exporting {
  /** From the beginning again when a former run was cut off; one that has ended is left alone. */
  run(context: Context, exportId: string): Promise<void>;
  giveUp(exportId: string, error: unknown): Promise<void>;
  /** What becomes of a large export when the second person has spoken. */
  readonly consent: ConsentKind;
}

export interface ExportingOptions {
  readonly kinds: ReadonlyMap<string, ExportKind>;
  readonly keepHours: () => Promise<number>;
  readonly maxFileBytes: () => Promise<number>;
  /** More rows than these need a second person. */
  readonly aloneRows: () => Promise<number>;
  /** Who is asked; null: nobody keeps approvals here. */
  readonly askConsent: () => AskConsent | null;
}

/** A workbook is put together in memory. */
const MAX_SHEET_ROWS = 200_000;
const HOUR_MS = 3_600_000;

/** Exporting over one kernel. */
export function createExporting(kernel: Kernel, options: ExportingOptions): Exporting {
  const { postgres, clock, files } = kernel;
  const zone = zoneOf(kernel.config.timeZone);
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
      const mark = markFor(row, kind, zone);
      const labels = [...(await labelsOf(kind, row)), ...(mark === null ? [] : [MARK_LABEL[row.locale]])];
      const marked = mark === null ? pages : withMark(pages, mark);
      const source = row.format === 'xlsx' ? await workbook(labels, marked) : Readable.from(lines(row, labels, marked));
      const file = await files.write(source, { maxBytes: await options.maxFileBytes() });
      const done = { id: exportId, fileId: file.id, bytes: file.bytes, rows: written.rows, at: clock.now() };
      const isOurs = await finish({ kernel, options }, context, { row, kind, done });
      if (!isOurs) {
        await files.remove(file.id);
      }
    },
    consent: consentKind(kernel, options),
    giveUp: (exportId, error) => store.markFailed(postgres.db, exportId, sayWhy(error), clock.now()),
  };
}

interface Finishing {
  readonly row: ExportRow;
  readonly kind: ExportKind;
  readonly done: Omit<store.DoneExport, 'expiresAt'>;
}

/** Whether it was still ours to finish. What was asked for on the machine itself needs nobody: it is there already. */
async function finish(
  { kernel, options }: { readonly kernel: Kernel; readonly options: ExportingOptions },
  context: Context,
  { row, kind, done }: Finishing,
): Promise<boolean> {
  const ask = options.askConsent();
  const isLarge = ask !== null && row.createdBy !== null && done.rows > (await options.aloneRows());
  const expiresAt = new Date(done.at.getTime() + (await options.keepHours()) * HOUR_MS);
  return kernel.transaction(context, async (tx) => {
    if (!isLarge) {
      return store.markDone(tx, { ...done, expiresAt });
    }
    const isOurs = await store.markWaiting(tx, done);
    if (isOurs) {
      const { columns, unmasked, reason, locale } = row;
      const large = { exportId: row.id, kindLabel: kind.label, rows: done.rows, columns, unmasked, reason, locale };
      await ask(tx, context, consentAsk(large));
    }
    return isOurs;
  });
}

const REFUSALS: Readonly<Record<'rejected' | 'expired' | 'withdrawn', Text>> = {
  rejected: { 'zh-CN': '审批未通过', en: 'The second person refused' },
  expired: { 'zh-CN': '无人审批，申请已过期', en: 'Nobody agreed in time' },
  withdrawn: { 'zh-CN': '申请已撤回', en: 'Withdrawn' },
};

function consentKind(
  { clock }: Pick<Kernel, 'clock'>,
  { keepHours }: Pick<ExportingOptions, 'keepHours'>,
): ConsentKind {
  return {
    name: EXPORT_CONSENT,
    label: { 'zh-CN': '大批量导出', en: 'Large export' },
    facts: consentFacts,
    onApproved: async (tx, _context, { input }) => {
      const expiresAt = new Date(clock.now().getTime() + (await keepHours()) * HOUR_MS);
      await store.releaseExport(tx, String(input['exportId']), expiresAt);
    },
    onRefused: async (tx, _context, { input, status, reason }) => {
      const why = REFUSALS[status];
      const failure = reason === null ? why : { 'zh-CN': `${why['zh-CN']}：${reason}`, en: `${why.en}: ${reason}` };
      await store.refuseExport(tx, String(input['exportId']), failure, clock.now());
    },
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

/** What every row says of who took it; null for figures, for programs, and for what was asked for on the machine. */
function markFor({ id, format, createdBy, createdByName, createdAt }: ExportRow, kind: ExportKind, zone: Zone) {
  return createdBy === null || kind.isImpersonal === true || format === 'jsonl'
    ? null
    : exportMark({ id, who: createdByName ?? createdBy, at: createdAt }, zone);
}

async function* withMark(pages: AsyncIterable<Page>, mark: string): AsyncGenerator<Page> {
  for await (const page of pages) {
    yield page.map((cells) => [...cells, mark]);
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
  // The heads stay in sight however far one scrolls.
  return Readable.from(await writeExcelFile(data, { stickyRowsCount: 1 }).toBuffer());
}
