import { type DateOrder, dateOfDayNumber, isBusinessDate, parseMoment } from '#kernel/pure/dates.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const NUMBERS = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[ ,]+(.+))?$/u;
const DAY_FIRST = /^(\d{1,2})(?:st|nd|rd|th)?[- .]+([a-z]{3,9})\.?[-, ]+(\d{4}|\d{2})(?:[ ,]+(.+))?$/iu;
const MONTH_FIRST = /^([a-z]{3,9})\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?[-, ]+(\d{4}|\d{2})(?:[ ,]+(.+))?$/iu;
const YEAR_FIRST = /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?)\s*(.+)$/u;
const CLOCK =
  /^(上午|下午|中午|晚上|am|pm)?\s*(\d{1,2})[:点时](\d{1,2})?(?:[:分](\d{1,2}))?[秒分]?\s*(am|pm|a\.m\.|p\.m\.)?$/iu;
/** 1954 to 2119 as days of a workbook; four digits would be years. */
const SERIAL = /^(\d{5})(?:\.(\d{1,12}))?$/u;
const [FIRST_SERIAL, LAST_SERIAL] = [20_000, 80_000];
/** 1970-01-01 as a day of a workbook. */
const SERIAL_OF_1970 = 25_569;
const SECONDS_OF_DAY = 86_400;
const MAX_LENGTH = 60;

/**
 * A date as people and programs also write it, as `2026-11-22` or `2026-11-22 14:30:00`: `22/11/2026` (with the order
 * that its column shows), `22-Nov-2026`, `Nov 22, 2026`, `2026年11月22日 下午2:30`, and the day numbers of workbooks.
 * null when it is none, or nobody can tell the day from the month.
 */
export function looseDate(text: string, order: DateOrder | null): string | null {
  if (text.length > MAX_LENGTH) {
    return null;
  }
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?\s*/u, ' ')
    .trim();
  if (parseMoment(plain) !== null) {
    return plain;
  }
  return serialDate(plain) ?? numberDate(plain, order) ?? namedDate(plain) ?? yearFirst(plain);
}

/** In which order dates like `22/11/2026` come, told by those with a day over 12; null when none tells, or two disagree. */
export function dateOrderOf(texts: readonly string[]): DateOrder | null {
  let order: DateOrder | null = null;
  for (const text of texts) {
    const match = NUMBERS.exec(text.trim());
    const [first, second] = [Number(match?.[1] ?? 0), Number(match?.[3] ?? 0)];
    const told: DateOrder | null = first > 12 && second <= 12 ? 'dmy' : second > 12 && first <= 12 ? 'mdy' : null;
    if (told !== null && order !== null && told !== order) {
      return null;
    }
    order ??= told;
  }
  return order;
}

/** Whether only the order of day and month is missing. */
export function isAmbiguousDate(text: string): boolean {
  const match = NUMBERS.exec(text.trim());
  return match !== null && Number(match[1]) <= 31 && Number(match[3]) <= 31;
}

interface Parts {
  readonly year: string;
  readonly month: number;
  readonly day: number;
  readonly clock: string | undefined;
}

function written({ year, month, day, clock }: Parts): string | null {
  // Two digits: this century up to 2068, as spreadsheets and POSIX read them.
  const full = year.length === 4 ? year : Number(year) < 69 ? `20${year}` : `19${year}`;
  const date = `${full}-${pad(month)}-${pad(day)}`;
  if (!isBusinessDate(date)) {
    return null;
  }
  const time = clock === undefined ? '' : clockText(clock);
  return time === null ? null : `${date}${time}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function clockText(clock: string): string | null {
  const match = CLOCK.exec(clock.trim());
  if (match === null) {
    return null;
  }
  const half = (match[1] ?? match[5] ?? '').toLowerCase().replaceAll('.', '');
  let hour = Number(match[2]);
  if (half !== '' && hour <= 12) {
    const isLate = half === 'pm' || half === '下午' || half === '晚上' || (half === '中午' && hour < 11);
    hour = (hour % 12) + (isLate || (half === '中午' && hour === 12) ? 12 : 0);
  }
  const [minute, second] = [Number(match[3] ?? 0), Number(match[4] ?? 0)];
  return hour > 23 || minute > 59 || second > 59 ? null : ` ${pad(hour)}:${pad(minute)}:${pad(second)}`;
}

function serialDate(text: string): string | null {
  const match = SERIAL.exec(text);
  const day = Number(match?.[1] ?? 0);
  if (match === null || day < FIRST_SERIAL || day > LAST_SERIAL) {
    return null;
  }
  const date = dateOfDayNumber(day - SERIAL_OF_1970);
  const seconds = Math.min(SECONDS_OF_DAY - 1, Math.round(Number(`0.${match[2] ?? '0'}`) * SECONDS_OF_DAY));
  return seconds === 0
    ? date
    : `${date} ${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

function numberDate(text: string, order: DateOrder | null): string | null {
  const match = NUMBERS.exec(text);
  if (match === null) {
    return null;
  }
  const [first, second] = [Number(match[1]), Number(match[3])];
  // One that can only be a month tells by itself.
  const told = order ?? (first > 12 ? 'dmy' : second > 12 ? 'mdy' : first === second ? 'dmy' : null);
  if (told === null) {
    return null;
  }
  const [month, day] = told === 'mdy' ? [first, second] : [second, first];
  return written({ year: match[4] ?? '', month, day, clock: match[5] });
}

function monthOf(name: string): number {
  return MONTHS.findIndex((month) => name.toLowerCase().startsWith(month)) + 1;
}

function namedDate(text: string): string | null {
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) {
    const [, day = '', month = '', year = '', clock] = dayFirst;
    return written({ year, month: monthOf(month), day: Number(day), clock });
  }
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst !== null) {
    const [, month = '', day = '', year = '', clock] = monthFirst;
    return written({ year, month: monthOf(month), day: Number(day), clock });
  }
  return null;
}

function yearFirst(text: string): string | null {
  const match = YEAR_FIRST.exec(text);
  if (match === null) {
    return null;
  }
  const [, year = '', month, day, monthZh, dayZh, clock] = match;
  return written({ year, month: Number(month ?? monthZh), day: Number(day ?? dayZh), clock });
}
