import type { DateOrder } from '#kernel/pure/dates.ts';
import { isAmbiguousDate, looseDate } from '#kernel/pure/loose-dates.ts';
import type { FieldContent, RowFault } from '../imports/kind.ts';

/** A mapped field with the place of its cell and what its values look like. */
export interface MappedField {
  readonly name: string;
  readonly index: number;
  readonly content: FieldContent;
  /** Of dates that begin with the day or the month. */
  readonly order: DateOrder | null;
}

const SCIENTIFIC = /^[+-]?\d(?:[.,](\d+))?E\+?(\d{1,3})$/i;
/** Below so many digits a number in exponents is an amount that somebody wrote so. */
const CODE_DIGITS = 8;
const WRAPPED = /^="(.*)"$/s;
const QUOTE = 39;
const EQUALS = 61;
const TAB = 9;
const POINT = 46;
const E_SIGNS: ReadonlySet<number> = new Set([69, 101]);
const FULL_WIDTH_ZERO = 0xff_10;
const FULL_WIDTH_NINE = 0xff_19;

/**
 * A cell without what programs put around it: the apostrophe and `="…"` that keep a spreadsheet from calculating, tabs,
 * full-width digits. Called for every cell of every line, so it looks at the first signs only.
 */
export function tidyCell(cell: string): string {
  const first = cell.charCodeAt(0);
  if (first === EQUALS) {
    return WRAPPED.exec(cell)?.[1] ?? cell;
  }
  if (first === QUOTE && cell.length > 1) {
    return cell.slice(1);
  }
  if (first === TAB) {
    return tidyCell(cell.trim());
  }
  return first >= FULL_WIDTH_ZERO && first <= FULL_WIDTH_NINE ? cell.normalize('NFKC') : cell;
}

/** Whether the text may be a number in exponents; `1.38E+10` has its point or its E in the second place. */
export function maybeScientific(cell: string): boolean {
  const second = cell.charCodeAt(1);
  return second === POINT || E_SIGNS.has(second);
}

/** What a number in exponents was: its digits, or none where a spreadsheet threw some of them away. */
export interface Scientific {
  readonly digits: string | null;
}

/** `1.3800138E+10` and the like; null for anything else, and for amounts that somebody wrote so. */
export function readScientific(cell: string): Scientific | null {
  const match = SCIENTIFIC.exec(cell.trim());
  if (match === null) {
    return null;
  }
  const [fraction, exponent] = [match[1] ?? '', Number(match[2])];
  if (exponent > 40 || exponent < CODE_DIGITS) {
    return null;
  }
  if (fraction.length > exponent) {
    return null;
  }
  return { digits: fraction.length < exponent ? null : `${cell.trim().charAt(0)}${fraction}` };
}

/** The fault of a number whose last digits a spreadsheet threw away. */
export function digitsLost(field: string, value: string): RowFault {
  return {
    field,
    code: 'digits_lost',
    reason: {
      'zh-CN': '数字被表格软件改写，后几位已丢失；请把这一列设为“文本”格式，从原系统重新导出',
      en: 'a spreadsheet rewrote this number and its last digits are lost; set the column to "text" and export it again',
    },
    value,
  };
}

/** A value that its kind refused, in a form that it may take; null when there is none. */
export function repairCell(cell: string, { content, order }: MappedField): string | null {
  const text = cell.trim();
  if (content === 'date') {
    const date = looseDate(text, order);
    return date === text ? null : date;
  }
  const scientific = readScientific(text);
  if (scientific !== null) {
    return scientific.digits;
  }
  if ((content === 'phone' || content === 'code' || content === 'number') && /^\d+\.0+$/.test(text)) {
    return text.slice(0, text.indexOf('.'));
  }
  const plain = text.normalize('NFKC');
  return plain === text ? null : plain;
}

/** A reason that says more than the kind could, or the kind's own. */
export function explainFault(fault: RowFault, cell: string, field: MappedField | undefined): RowFault {
  if (field === undefined) {
    return fault;
  }
  if (readScientific(cell)?.digits === null) {
    return digitsLost(field.name, cell);
  }
  if (field.content === 'date' && field.order === null && isAmbiguousDate(cell)) {
    return {
      ...fault,
      code: 'date_ambiguous',
      reason: {
        'zh-CN': '分不清日和月；请写成 2026-11-22 这样的年月日',
        en: 'day and month cannot be told apart; write it like 2026-11-22',
      },
    };
  }
  return fault;
}
