import { maskEmail, maskPhone } from '#access/pure';
import type { FaultRow } from './import-row.ts';
import type { ImportField, RowFault } from './kind.ts';

const PHONE = /(?<!\d)1[3-9]\d{9}(?!\d)/g;
const EMAIL = /[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+/g;

/**
 * A fault as it is stored and shown: personal columns masked as their field says, and whatever looks like a phone
 * number or an e-mail address in any other column too, for a row may have slipped by a column.
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
  return value.replace(PHONE, (phone) => maskPhone(phone)).replace(EMAIL, (email) => maskEmail(email));
}
