import { type BusinessDate, dateOfDayNumber, parseMoment } from '#kernel/pure/dates.ts';

/** Excel counts days from 1899-12-30 (for days after February 1900). */
const EXCEL_EPOCH_DAY = -25_569;
const EXCEL_SERIAL = /^(\d{5})(?:\.\d+)?$/u;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[ T].*)?$/u;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const MONTH_FIRST = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/u;
const DAY_FIRST = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})$/u;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2299;
const DAY_MS = 86_400_000;

export type ParsedDate =
  | { readonly ok: true; readonly date: BusinessDate }
  | { readonly ok: false; readonly why: 'not_a_date' | 'ambiguous' | 'out_of_range' };

/**
 * A date as people and tools write it: `2026-01-05`, `2026/1/5`, `2026.1.5`, `20260105`, `2026年1月5日` (all with or
 * without a time), an Excel serial (46027), `5 Jan 2026`, `Jan 5, 2026`, and `25/12/2026` where only one reading is
 * a date. Of an instant with a zone the date as written counts: a birthday has no zone.
 */
export function parseDateText(given: string): ParsedDate {
  const text = given.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  const serial = EXCEL_SERIAL.exec(text)?.[1];
  if (serial !== undefined) {
    return inRange(dateOfDayNumber(Number(serial) + EXCEL_EPOCH_DAY));
  }
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast !== null) {
    return parseYearLast(yearLast);
  }
  const moment = parseMoment(namedMonth(text) ?? text);
  return moment === null
    ? { ok: false, why: 'not_a_date' }
    : inRange(dateOfDayNumber(Math.floor(moment.localMs / DAY_MS)));
}

/** `Jan 5, 2026` as `2026-1-5`; null without the name of a month. */
function namedMonth(text: string): string | null {
  const lower = text.toLowerCase();
  const monthFirst = MONTH_FIRST.exec(lower);
  const dayFirst = DAY_FIRST.exec(lower);
  const [name, day, year] =
    monthFirst === null ? [dayFirst?.[2], dayFirst?.[1], dayFirst?.[3]] : [monthFirst[1], monthFirst[2], monthFirst[3]];
  const month = MONTHS.findIndex((short) => name?.startsWith(short)) + 1;
  return month === 0 ? null : `${year}-${month}-${day}`;
}

function parseYearLast([, first = '', , second = '', year = '']: RegExpExecArray): ParsedDate {
  const readings = [
    parseMoment(`${year}-${first}-${second}`),
    first === second ? null : parseMoment(`${year}-${second}-${first}`),
  ].filter((moment) => moment !== null);
  const [only] = readings;
  if (only === undefined) {
    return { ok: false, why: 'not_a_date' };
  }
  return readings.length > 1
    ? { ok: false, why: 'ambiguous' }
    : inRange(dateOfDayNumber(Math.floor(only.localMs / DAY_MS)));
}

function inRange(date: BusinessDate): ParsedDate {
  const year = Number(date.slice(0, 4));
  return year < FIRST_YEAR || year > LAST_YEAR ? { ok: false, why: 'out_of_range' } : { ok: true, date };
}
