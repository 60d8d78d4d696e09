import { Readable } from 'node:stream';
import type { Access } from '#access';
import { type Context, requirePermission } from '#kernel/context.ts';
import { tableRows } from '#kernel/files/table.ts';
import type { Kernel } from '#kernel/module.ts';
import type { ImportRow } from '../imports/import-row.ts';
import type { Looking } from '../imports/service.ts';
import * as store from '../imports/store.ts';
import { sourceOf } from '../uploads/service.ts';
import { csvLine } from './csv-line.ts';

const PAGE = 1000;

export interface ErrorsFile {
  /**
   * The rejected rows as they are in the file, personal values unmasked, with row number, column and reason in front:
   * to be corrected and imported again. Leaves an audit row.
   */
  errorsCsv(context: Context, id: string): Promise<Readable>;
  /** The rows whose key an earlier row of the file has, with both row numbers in front. Leaves an audit row. */
  duplicatesCsv(context: Context, id: string): Promise<Readable>;
}

/** A row that is to be written, with what stands in front of its cells. */
interface Marked {
  readonly rowNo: number;
  readonly marks: readonly string[];
}

/** The way back of what was rejected or repeated. */
export function createErrorsFile(kernel: Kernel, access: Pick<Access, 'audit'>, looking: Looking): ErrorsFile {
  const open = async (context: Context, id: string, action: string): Promise<ImportRow> => {
    const row = await looking.get(context, id);
    requireOwnOrReveal(context, row);
    await kernel.transaction(context, (tx) =>
      access.audit(tx, context, {
        action,
        subjectType: 'import',
        subjectId: id,
        detail: { rejected: row.rejected, repeated: row.repeated },
      }),
    );
    return row;
  };
  const { db } = kernel.postgres;
  return {
    errorsCsv: async (context, id) => {
      const row = await open(context, id, 'intake.import_errors_downloaded');
      const faults = marked(async (after) =>
        (await store.listFaults(db, id, after, PAGE)).map(({ rowNo, columnName, reason }) => {
          const column = columnName === null ? '' : (row.mapping[columnName] ?? columnName);
          return { rowNo, marks: [String(rowNo), column, reason[context.locale]] };
        }),
      );
      return Readable.from(markedLines(kernel, row, { front: ['row', 'column', 'reason'], rows: faults }));
    },
    duplicatesCsv: async (context, id) => {
      const row = await open(context, id, 'intake.import_duplicates_downloaded');
      const repeats = marked(async (after) =>
        (await store.listRepeats(db, id, after, PAGE)).map(({ rowNo, firstRowNo }) => ({
          rowNo,
          marks: [String(rowNo), String(firstRowNo)],
        })),
      );
      return Readable.from(markedLines(kernel, row, { front: ['row', 'first_row'], rows: repeats }));
    },
  };
}

/** The rows hold personal values as given: for whoever sent the file, and for those who may see such values anyway. */
function requireOwnOrReveal(context: Context, row: ImportRow): void {
  const isOwn = row.createdBy !== null && row.createdBy === context.actor.id;
  if (!isOwn) {
    requirePermission(context, 'customers.reveal');
  }
}

interface Lines {
  readonly front: readonly string[];
  readonly rows: AsyncGenerator<Marked>;
}

async function* markedLines(kernel: Kernel, row: ImportRow, { front, rows }: Lines): AsyncGenerator<string> {
  const { layout } = row.options;
  // The mark tells spreadsheets that it is UTF-8.
  let block = '\uFEFF';
  let next = await nextOf(rows);
  if (layout.headers !== undefined) {
    block += csvLine([...front, ...layout.headers]);
  }
  for await (const batch of tableRows(sourceOf(kernel, row.fileId), layout.table)) {
    for (const [index, cells] of batch.rows.entries()) {
      const no = batch.firstNo + index;
      if (no === layout.headerRow && layout.headers === undefined) {
        block += csvLine([...front, ...cells]);
      } else if (next?.rowNo === no) {
        block += csvLine([...next.marks, ...cells]);
        next = await nextOf(rows);
      }
    }
    if (block !== '') {
      yield block;
      block = '';
    }
    if (next === null) {
      return;
    }
  }
}

async function* marked(page: (after: number) => Promise<Marked[]>): AsyncGenerator<Marked> {
  let rows: Marked[] = [];
  do {
    rows = await page(rows.at(-1)?.rowNo ?? 0);
    yield* rows;
  } while (rows.length === PAGE);
}

async function nextOf(rows: AsyncGenerator<Marked>): Promise<Marked | null> {
  const next = await rows.next();
  return next.done === true ? null : next.value;
}
