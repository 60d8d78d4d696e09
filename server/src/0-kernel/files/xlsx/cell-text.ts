import type { NumberMeaning } from '#kernel/files/xlsx/number-formats.ts';
import { dateOfDayNumber } from '#kernel/pure/dates.ts';

/** 1899-12-30 counted from 1970-01-01: day 0 of workbooks that begin in 1900. */
const DAY_ZERO = -25_569;
/** Workbooks of old Macs begin in 1904. */
const DAYS_TO_1904 = 1462;
const SECONDS_OF_DAY = 86_400;
/** The last day that a workbook knows: 9999-12-31. */
const LAST_SERIAL = 2_958_466;

export interface CellNumber {
  readonly meaning: NumberMeaning;
  readonly date1904: boolean;
}

/** A serial number of a workbook as `2026-11-22`, with ` 14:30:00` where there is a time; null when it is no day. */
export function textOfSerial(serial: number, date1904: boolean): string | null {
  if (!(serial >= 0 && serial < LAST_SERIAL)) {
    return null;
  }
  let day = Math.floor(serial);
  let seconds = Math.round((serial - day) * SECONDS_OF_DAY);
  if (seconds === SECONDS_OF_DAY) {
    [day, seconds] = [day + 1, 0];
  }
  // Workbooks count a 29th of February 1900, which there never was.
  const shift = date1904 ? DAYS_TO_1904 : day < 60 ? 1 : 0;
  const date = dateOfDayNumber(day + shift + DAY_ZERO);
  return seconds === 0 ? date : `${date} ${clockText(seconds)}`;
}

/** Seconds of a day as `14:30:00`. */
function clockText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** The text of a number cell, as people read it: dates as dates, no exponent, no digits that arithmetic left behind. */
export function textOfNumber(raw: string, { meaning, date1904 }: CellNumber): string {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) {
    return raw;
  }
  if (meaning === 'date') {
    return textOfSerial(value, date1904) ?? plainNumber(value);
  }
  if (meaning === 'time') {
    return value >= 1
      ? (textOfSerial(value, date1904) ?? plainNumber(value))
      : clockText(Math.round(value * SECONDS_OF_DAY));
  }
  return meaning === 'percent' ? `${plainNumber(Number((value * 100).toPrecision(15)))}%` : plainNumber(value);
}

/** Fifteen digits are what workbooks promise; without an exponent. */
function plainNumber(value: number): string {
  const rounded = Number(value.toPrecision(15));
  const text = String(rounded);
  return /e/i.test(text) ? withoutExponent(rounded) : text;
}

function withoutExponent(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '');
}

/** Whether a number has more digits than a workbook keeps: an order number of 18 digits has lost its last three. */
export function hasLostDigits(raw: string): boolean {
  const value = Number(raw);
  return Number.isInteger(value) && Math.abs(value) >= 1e15;
}
