import type { CellFault } from '#kernel/files/table-batch.ts';
import { hasLostDigits, textOfNumber } from '#kernel/files/xlsx/cell-text.ts';
import { placeOf } from '#kernel/files/xlsx/merges.ts';
import { type SharedTexts, unescapeText } from '#kernel/files/xlsx/shared-texts.ts';
import type { Workbook } from '#kernel/files/xlsx/workbook.ts';
import type { XmlListener } from '#kernel/files/xlsx/xml.ts';

/** One row that stands in the sheet. */
export interface SheetRow {
  /** Counts from 0. */
  readonly index: number;
  readonly cells: string[];
  readonly faults: readonly CellFault[];
}

export interface SheetReaderOptions {
  readonly workbook: Pick<Workbook, 'date1904' | 'meanings'>;
  readonly texts: SharedTexts;
  readonly onRow: (row: SheetRow) => void;
}

/** Further columns are a slip of somebody's hand. */
const MAX_COLUMN = 2000;

interface Cell {
  column: number;
  type: string;
  style: number;
  value: string;
}

/** Listens to the XML of a sheet and tells its rows. */
export function createSheetReader({ workbook, texts, onRow }: SheetReaderOptions): XmlListener {
  const cell: Cell = { column: -1, type: '', style: 0, value: '' };
  let row: { index: number; cells: string[]; faults: CellFault[] } = { index: -1, cells: [], faults: [] };
  let listening = false;
  let inReading = false;
  const endCell = (): void => {
    if (cell.column >= MAX_COLUMN || (cell.value === '' && cell.type !== 's')) {
      return;
    }
    const { text, fault } = readCell(cell, workbook, texts);
    while (row.cells.length <= cell.column) {
      row.cells.push('');
    }
    row.cells[cell.column] = text;
    if (fault !== null) {
      row.faults.push({ column: cell.column, code: fault, value: text });
    }
  };
  return {
    open: (name, attributes) => {
      if (name === 'row') {
        const at = attributes['r'] === undefined ? row.index + 1 : Number(attributes['r']) - 1;
        row = { index: at, cells: [], faults: [] };
        cell.column = -1;
      } else if (name === 'c') {
        cell.column = attributes['r'] === undefined ? cell.column + 1 : placeOf(attributes['r']).column;
        cell.type = attributes['t'] ?? 'n';
        cell.style = Number(attributes['s'] ?? 0);
        cell.value = '';
      } else if (name === 'rPh') {
        inReading = true;
      }
      listening = name === 'v' || (name === 't' && !inReading);
    },
    text: (part) => {
      cell.value += listening ? part : '';
    },
    close: (name) => {
      listening = false;
      if (name === 'c') {
        endCell();
      } else if (name === 'row') {
        onRow(row);
      } else if (name === 'rPh') {
        inReading = false;
      }
    },
  };
}

function readCell(
  { type, style, value }: Cell,
  { meanings, date1904 }: SheetReaderOptions['workbook'],
  texts: SharedTexts,
): { readonly text: string; readonly fault: CellFault['code'] | null } {
  switch (type) {
    case 's':
      return { text: value === '' ? '' : texts.get(Number(value)), fault: null };
    case 'b':
      return { text: value === '1' ? 'TRUE' : 'FALSE', fault: null };
    case 'e':
      return { text: value, fault: 'cell_error' };
    case 'n': {
      const meaning = meanings[style] ?? 'number';
      const text = textOfNumber(value, { meaning, date1904 });
      return { text, fault: meaning === 'number' && hasLostDigits(value) ? 'digits_lost' : null };
    }
    default:
      return { text: unescapeText(value).replace(/^(\d{4}-\d\d-\d\d)T/, type === 'd' ? '$1 ' : '$&'), fault: null };
  }
}
