import { isBusinessDate } from '#kernel/pure/dates.ts';
import { normalizeText } from '#kernel/pure/text.ts';

/** What the number of a Chinese identity card tells; the number itself is kept by nobody who reads it here. */
export interface NationalId {
  readonly ok: true;
  /** 18 characters, the last one a digit or X. */
  readonly number: string;
  readonly birthDate: string;
  readonly sex: 'male' | 'female';
  /** Where it was issued, by the codes of that time. */
  readonly divisionCode: string;
}

export type NationalIdReading =
  | NationalId
  | {
      readonly ok: false;
      readonly why: 'form' | 'birth_date' | 'checksum';
      /** The last character that would be right. */
      readonly wanted: string | null;
    };

const LONG = /^[1-9]\d{16}[\dX]$/;
const SHORT = /^[1-9]\d{14}$/;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS = '10X98765432';

/** By GB 11643: 18 characters with a check, or the 15 of before 1999. */
export function readNationalId(given: string): NationalIdReading {
  const text = normalizeText(given).toUpperCase().replaceAll(/[\s-]/gu, '');
  if (!LONG.test(text) && !SHORT.test(text)) {
    return { ok: false, why: 'form', wanted: null };
  }
  const number = SHORT.test(text) ? lengthened(text) : text;
  const birthDate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isBusinessDate(birthDate)) {
    return { ok: false, why: 'birth_date', wanted: null };
  }
  const wanted = checkOf(number);
  if (wanted !== number.slice(-1)) {
    return { ok: false, why: 'checksum', wanted };
  }
  const sex = Number(number.slice(16, 17)) % 2 === 1 ? 'male' : 'female';
  return { ok: true, number, birthDate, sex, divisionCode: number.slice(0, 6) };
}

/** Old numbers leave out the century, which was the last one, and the check. */
function lengthened(short: string): string {
  const head = `${short.slice(0, 6)}19${short.slice(6)}`;
  return `${head}${checkOf(head)}`;
}

/** ISO 7064, MOD 11-2. */
function checkOf(number: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return CHECKS[sum % CHECKS.length] ?? '';
}
