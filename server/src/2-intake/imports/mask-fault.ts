import { maskEmail, maskPhone } from '#access/pure';
import type { FaultRow } from './import-row.ts';
import type { ImportField, RowFault } from './kind.ts';

const PHONE = /(?<!\d)1[3-9]\d{9}(?!\d)/g;
/** The number of a Chinese identity card, which has a date of birth in its midst; long order numbers have none. */
const ID_NUMBER =
  /(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/g;
const EMAIL = /[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+/g;

/**
 * A fault as it is stored and shown: personal columns masked as their field says, and whatever looks like a phone
 * number, an ID number or an e-mail address in any other column too, for a row may have slipped by a column.
 */
export function maskFault(fields: readonly ImportField[], fault: RowFault, rowNo: number): FaultRow {
  const mask = fields.find((field) => field.name === fault.field)?.mask ?? maskAnywhere;
  return {
    rowNo,
    columnName: fault.field,
    code: fault.code,
    reason: fault.reason,
    value: fault.value === null ? null : mask(fault.value),
  };
}

function maskAnywhere(value: string): string {
  return value
    .replace(ID_NUMBER, '***')
    .replace(PHONE, (phone) => maskPhone(phone))
    .replace(EMAIL, (email) => maskEmail(email));
}
