import type { CellFault } from '#kernel/files/table-batch.ts';
import type { DateOrder } from '#kernel/pure/dates.ts';
import type { ImportField, ImportRun, RowFault, RowResult } from '../imports/kind.ts';
import { checkRow } from './check-row.ts';
import { contentOf } from './content.ts';
import {
  digitsLost,
  explainFault,
  type MappedField,
  maybeScientific,
  readScientific,
  repairCell,
  tidyCell,
} from './tidy.ts';
import { isTotalRow } from './total-row.ts';

/** What the reader of one file's rows needs to know. */
export interface RowReaderSetup {
  readonly run: Pick<ImportRun<unknown>, 'read'>;
  readonly fields: readonly ImportField[];
  /** Field → index of its cell. */
  readonly columns: ReadonlyMap<string, number>;
  /** Cells of the header. */
  readonly width: number;
  /** Field → order of its dates, where the file shows one. */
  readonly dateOrders: Readonly<Record<string, DateOrder>>;
  /** Whether blank cells say what the row above says, while the kind's first field stays the same. */
  readonly carries: boolean;
}

export interface RowAt {
  readonly rowNo: number;
  readonly damaged: boolean;
  /** What the file says against cells of this row. */
  readonly faults: readonly CellFault[] | undefined;
}

/** One line of a file → a row of its kind, or what is wrong with it. Hot: called once per line. */
export type RowReader = (cells: readonly string[], at: RowAt) => RowResult<unknown>;

/** Reads lines as the kind does, after mending what spreadsheets and exports do to cells. */
export function createRowReader({ run, fields, columns, width, dateOrders, carries }: RowReaderSetup): RowReader {
  const mapped = fields.flatMap((field): MappedField[] => {
    const index = columns.get(field.name);
    const order = dateOrders[field.name] ?? null;
    return index === undefined ? [] : [{ name: field.name, index, content: contentOf(field), order }];
  });
  const carry = carries ? createCarrier(mapped) : (cells: readonly string[]) => cells;
  const byName = new Map(mapped.map((field) => [field.name, field]));
  const refuse = (fault: RowFault): RowResult<unknown> => ({ ok: false, fault });
  return (given, { rowNo, damaged, faults }) => {
    const cells = carry(given);
    const early = cells.length > width || damaged ? checkRow(cells, { width, columns, damaged }) : null;
    const fault = early ?? (faults === undefined ? null : faultOfFile(faults, mapped));
    if (fault !== null) {
      return refuse(fault);
    }
    if (isTotalRow(cells)) {
      return refuse(TOTAL_ROW);
    }
    const tidied = tidyRow(cells, mapped);
    return 'cells' in tidied ? readRepaired(run, tidied.cells, rowNo) : refuse(tidied.fault);
  };

  function readRepaired(reader: RowReaderSetup['run'], given: readonly string[], rowNo: number): RowResult<unknown> {
    let row = given;
    // Each field is mended once at most.
    for (let left = mapped.length; ; left -= 1) {
      const result = reader.read(row, rowNo);
      const field = result.ok || result.fault.field === null ? undefined : byName.get(result.fault.field);
      if (result.ok || field === undefined) {
        return result;
      }
      const cell = row[field.index] ?? '';
      const repaired = left > 0 ? repairCell(cell, field) : null;
      if (repaired === null || repaired === cell) {
        return refuse(explainFault(result.fault, cell.trim(), field));
      }
      row = row.with(field.index, repaired);
    }
  }
}

const TOTAL_ROW: RowFault = {
  field: null,
  code: 'row_is_total',
  reason: {
    'zh-CN': '这一行像是合计，不是数据；请从文件里删去',
    en: 'this row looks like a total, not like data; delete it from the file',
  },
  value: null,
};

/** Fills blank cells from the row above as long as the key of both, the first field, is the same. */
function createCarrier([key, ...others]: readonly MappedField[]): (cells: readonly string[]) => readonly string[] {
  let last: readonly string[] = [];
  return (cells) => {
    const isSame = key !== undefined && (cells[key.index] ?? '') !== '' && cells[key.index] === last[key.index];
    const row = [...cells];
    for (const { index } of isSame ? others : []) {
      if ((row[index] ?? '') === '' && (last[index] ?? '') !== '') {
        row[index] = last[index] ?? '';
      }
    }
    last = row;
    return row;
  };
}

/** The cells without what programs put around them, or the first number that lost its digits. Copies only to change. */
function tidyRow(
  cells: readonly string[],
  mapped: readonly MappedField[],
): { readonly cells: readonly string[] } | { readonly fault: RowFault } {
  let row = cells;
  for (const { name, index, content } of mapped) {
    const cell = cells[index];
    if (cell === undefined || cell === '') {
      continue;
    }
    let tidied = tidyCell(cell);
    if (content === 'code' && maybeScientific(tidied)) {
      const scientific = readScientific(tidied);
      if (scientific?.digits === null) {
        return { fault: digitsLost(name, tidied) };
      }
      tidied = scientific?.digits ?? tidied;
    }
    if (tidied !== cell) {
      row = row.with(index, tidied);
    }
  }
  return { cells: row };
}

/** Only what is wrong in a column that is used stands in the way. */
function faultOfFile(faults: readonly CellFault[], mapped: readonly MappedField[]): RowFault | null {
  for (const { column, code, value } of faults) {
    const field = mapped.find(({ index }) => index === column);
    if (code === 'json_invalid') {
      return {
        field: null,
        code,
        reason: {
          'zh-CN': '不是完整的 JSON 对象，应如 {"name":"李明"}',
          en: 'not a whole JSON object; should be like {"name":"Li"}',
        },
        value: null,
      };
    }
    if (field !== undefined && code === 'digits_lost' && field.content !== 'amount' && field.content !== 'number') {
      return digitsLost(field.name, value);
    }
    if (field !== undefined && code === 'cell_error') {
      return {
        field: field.name,
        code,
        reason: {
          'zh-CN': `单元格里是公式错误 ${value}；请改成值`,
          en: `the cell holds the formula error ${value}; put a value there`,
        },
        value,
      };
    }
  }
  return null;
}
