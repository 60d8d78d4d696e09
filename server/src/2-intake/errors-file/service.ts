import { Readable } from 'node:stream';
import type { Access } from '#access';
import { type Context, requirePermission } from '#kernel/context.ts';
import { csvRows } from '#kernel/files/csv-rows.ts';
import type { Kernel } from '#kernel/module.ts';
import type { FaultRow, ImportRow } from '../imports/import-row.ts';
import type { Looking } from '../imports/service.ts';
import * as store from '../imports/store.ts';
import { csvLine } from './csv-line.ts';

const FAULT_PAGE = 1000;

export interface ErrorsFile {
  /**
   * The rejected rows as they are in the file, personal values unmasked, with row number, column and reason in front:
   * to be corrected and imported again. Leaves an audit row.
   */
  errorsCsv(context: Context, id: string): Promise<Readable>;
}

/** The way back of what was rejected. */
export function createErrorsFile(kernel: Kernel, access: Pick<Access, 'audit'>, looking: Looking): ErrorsFile {
  return {
    errorsCsv: async (context, id) => {
      const row = await looking.get(context, id);
      requireOwnOrReveal(context, row);
      await kernel.transaction(context, (tx) =>
        access.audit(tx, context, {
          action: 'intake.import_errors_downloaded',
          subjectType: 'import',
          subjectId: id,
          detail: { rejected: row.rejected },
        }),
      );
      return Readable.from(errorLines(kernel, row, context));
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

async function* errorLines(kernel: Kernel, row: ImportRow, context: Context): AsyncGenerator<string> {
  const faults = faultsInOrder(kernel, row.id);
  let fault = await nextFault(faults);
  let rowNo = -1;
  for await (const batch of csvRows(await kernel.files.open(row.fileId), row.options)) {
    let block = '';
    for (const cells of batch.rows) {
      rowNo += 1;
      if (rowNo === 0) {
        // The mark tells spreadsheets that it is UTF-8.
        block += `\uFEFF${csvLine(['row', 'column', 'reason', ...cells])}`;
      } else if (fault?.rowNo === rowNo) {
        const column = fault.columnName === null ? '' : (row.mapping[fault.columnName] ?? fault.columnName);
        block += csvLine([String(rowNo), column, fault.reason[context.locale], ...cells]);
        fault = await nextFault(faults);
      }
    }
    if (block !== '') {
      yield block;
    }
    if (fault === null) {
      return;
    }
  }
}

async function* faultsInOrder(kernel: Kernel, importId: string): AsyncGenerator<FaultRow> {
  let page: FaultRow[] = [];
  do {
    page = await store.listFaults(kernel.postgres.db, importId, page.at(-1)?.rowNo ?? 0, FAULT_PAGE);
    yield* page;
  } while (page.length === FAULT_PAGE);
}

async function nextFault(faults: AsyncGenerator<FaultRow>): Promise<FaultRow | null> {
  const next = await faults.next();
  return next.done === true ? null : next.value;
}
