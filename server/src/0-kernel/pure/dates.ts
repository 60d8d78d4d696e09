/** A day of the business calendar, `YYYY-MM-DD`, without a zone. Texts of this form sort by time. */
export type BusinessDate = string;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Date and time as written, and how far from UTC if that was written too. */
export interface Moment {
  /** The wall clock read as if it were UTC, in milliseconds since 1970. */
  readonly localMs: number;
  readonly hasTime: boolean;
  /** null when no zone was written. */
  readonly offsetMinutes: number | null;
}

/** Order of the parts in dates that do not begin with the year. */
export type DateOrder = 'mdy' | 'dmy';

export interface DateStyle {
  /** Needed for `12/1/2010`; without it such dates are not dates, since nobody can tell the day from the month. */
  readonly order?: DateOrder;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function monthLength(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
}

/** Days since 1970-01-01 of a day of the Gregorian calendar; years are counted from March, leap days come last. */
function dayNumberOf(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The midnight of a real day, read as UTC; null when the calendar has no such day. */
function midnight(year: number, month: number, day: number): number | null {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) {
    return null;
  }
  return dayNumberOf(year, month, day) * DAY_MS;
}

const ZERO = 48;

/** The digits of `text` from `from` up to `to`, or -1 when one of them is none. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i += 1) {
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) {
      return -1;
    }
    value = value * 10 + digit;
  }
  return value;
}

const TIME =
  /^(\d{1,2})(?::|时)(\d{1,2})(?:(?::|分)(?:(\d{1,2})(?:[.,](\d{1,9}))?秒?)?)?(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?$/u;
const WRITTEN = /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)(?:[T ]? ?(\d{1,2}(?::|时).*))?$/u;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: (.*))?$/u;
const COMPACT = /^(\d{8})(?:T?(\d{2})(\d{2})(\d{2}))?(Z)?$/u;

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined) {
    return null;
  }
  if (zone === 'Z') {
    return 0;
  }
  const plain = zone.replace(':', '');
  const hours = Number(plain.slice(1, 3));
  const minutes = plain.length > 3 ? Number(plain.slice(3, 5)) : 0;
  // Offsets reach from -12:00 to +14:00; NaN makes the text no date.
  return hours > 15 || minutes > 59 ? Number.NaN : (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** Adds a time of day to a midnight. */
function withTime(dayMs: number | null, time: string | undefined): Moment | null {
  if (dayMs === null) {
    return null;
  }
  if (time === undefined) {
    return { localMs: dayMs, hasTime: false, offsetMinutes: null };
  }
  const match = TIME.exec(time);
  if (match === null) {
    return null;
  }
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  const milliseconds = match[4] === undefined ? 0 : Number(match[4].padEnd(3, '0').slice(0, 3));
  const offsetMinutes = offsetOf(match[5]);
  if (hour > 23 || minute > 59 || second > 59 || Number.isNaN(offsetMinutes)) {
    return null;
  }
  const localMs = dayMs + hour * 3_600_000 + minute * MINUTE_MS + second * 1000 + milliseconds;
  return { localMs, hasTime: true, offsetMinutes };
}

/** `YYYY-MM-DD`, also followed by ` HH:mm` and `:ss`: nearly every line of nearly every file. */
function parseCommon(text: string): Moment | null {
  const { length } = text;
  if (length !== 10 && length !== 16 && length !== 19) {
    return null;
  }
  const separator = text.charCodeAt(4);
  if ((separator !== 45 && separator !== 47) || text.charCodeAt(7) !== separator) {
    return null;
  }
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  const dayMs = midnight(year, month, day);
  if (dayMs === null || length === 10) {
    return dayMs === null ? null : { localMs: dayMs, hasTime: false, offsetMinutes: null };
  }
  const gap = text.charCodeAt(10);
  if ((gap !== 32 && gap !== 84) || text.charCodeAt(13) !== 58 || (length === 19 && text.charCodeAt(16) !== 58)) {
    return null;
  }
  const [hour, minute, second] = [digits(text, 11, 13), digits(text, 14, 16), length === 19 ? digits(text, 17, 19) : 0];
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return null;
  }
  return { localMs: dayMs + (hour * 60 + minute) * MINUTE_MS + second * 1000, hasTime: true, offsetMinutes: null };
}

function parseWritten(text: string, style: DateStyle): Moment | null {
  const written = WRITTEN.exec(text);
  if (written !== null) {
    const month = Number(written[3] ?? written[5]);
    return withTime(midnight(Number(written[1]), month, Number(written[4] ?? written[6])), written[7]);
  }
  const compact = COMPACT.exec(text);
  if (compact?.[1] !== undefined) {
    const day = midnight(digits(compact[1], 0, 4), digits(compact[1], 4, 6), digits(compact[1], 6, 8));
    const [hour, minute, second, zone] = [compact[2], compact[3], compact[4], compact[5] ?? ''];
    if (hour === undefined && zone !== '') {
      return null;
    }
    return withTime(day, hour === undefined ? undefined : `${hour}:${minute}:${second}${zone}`);
  }
  const yearLast = style.order === undefined ? null : YEAR_LAST.exec(text);
  if (yearLast === null) {
    return null;
  }
  const [first, second] = [Number(yearLast[1]), Number(yearLast[3])];
  const [month, day] = style.order === 'mdy' ? [first, second] : [second, first];
  return withTime(midnight(Number(yearLast[4]), month, day), yearLast[5]);
}

const MAX_LENGTH = 40;

/**
 * Reads `2026-01-05`, `2026/1/5 8:26`, `2026.1.5`, `20260105`, `20260105142600`, `2026年1月5日 14时26分`, and ISO 8601
 * with or without zone; fractions of a second to the millisecond. null when it is not a date, also for days that do
 * not exist (2026-02-30).
 */
export function parseMoment(text: string, style: DateStyle = {}): Moment | null {
  const common = parseCommon(text);
  if (common !== null || text.length > MAX_LENGTH) {
    return common;
  }
  return parseWritten(text.normalize('NFKC').trim(), style);
}

/** The text of a day number (days since 1970-01-01). */
export function dateOfDayNumber(dayNumber: number): BusinessDate {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;
}

/** Days since 1970-01-01. Throws RangeError when the text is not `YYYY-MM-DD` of a real day. */
export function dayNumber(date: BusinessDate): number {
  const moment = date.length === 10 && date.charCodeAt(4) === 45 ? parseCommon(date) : null;
  if (moment === null) {
    throw new RangeError(`Not a business date: ${date.slice(0, 20)}`);
  }
  return moment.localMs / DAY_MS;
}

/** Whether the text is `YYYY-MM-DD` of a real day. */
export function isBusinessDate(text: string): boolean {
  return text.length === 10 && text.charCodeAt(4) === 45 && parseCommon(text) !== null;
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** The day so many days later (or earlier). */
export function addDays(date: BusinessDate, days: number): BusinessDate {
  return dateOfDayNumber(dayNumber(date) + days);
}

/** A time zone of the IANA database, with its rules remembered day by day. */
export interface Zone {
  readonly name: string;
  /** Milliseconds to add to UTC at an instant (milliseconds since 1970). */
  offsetAt(instantMs: number): number;
  /**
   * The instant of a wall clock reading (`Moment.localMs`). A reading that comes twice in autumn is the first one;
   * one that is skipped in spring is as much later as the clocks are moved.
   */
  instantOf(localMs: number): number;
}

/** Remembered days per zone; beyond, memory starts anew. */
const MAX_DAYS = 50_000;
const zones = new Map<string, Zone>();

function createZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const compute = (instantMs: number): number => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instantMs)) {
      parts[type] = Number(value);
    }
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    const wholeSeconds = Math.floor(instantMs / 1000) * 1000;
    return dayNumberOf(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 - wholeSeconds;
  };
  // NaN: the clocks change on this day of UTC.
  const byDay = new Map<number, number>();
  const offsetAt = (instantMs: number): number => {
    const day = Math.floor(instantMs / DAY_MS);
    let offset = byDay.get(day);
    if (offset === undefined) {
      const [start, end] = [compute(day * DAY_MS), compute((day + 1) * DAY_MS)];
      offset = start === end ? start : Number.NaN;
      if (byDay.size >= MAX_DAYS) {
        byDay.clear();
      }
      byDay.set(day, offset);
    }
    return Number.isNaN(offset) ? compute(instantMs) : offset;
  };
  const instantOf = (localMs: number): number => {
    // The clocks change at most once in two days.
    const [before, after] = [offsetAt(localMs - DAY_MS), offsetAt(localMs + DAY_MS)];
    if (before === after || offsetAt(localMs - before) === before) {
      return localMs - before;
    }
    return offsetAt(localMs - after) === after ? localMs - after : localMs - before;
  };
  return { name, offsetAt, instantOf };
}

/** Throws RangeError for a name that the IANA database does not know. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) {
    return known;
  }
  const made = createZone(name);
  zones.set(name, made);
  return made;
}

/** The business date on which an instant falls. */
export function businessDateOf(instant: Date, zone: Zone): BusinessDate {
  const ms = instant.getTime();
  return dateOfDayNumber(Math.floor((ms + zone.offsetAt(ms)) / DAY_MS));
}

/** What clocks in the zone show at an instant: `2026-11-22 14:30:00`. */
export function wallClockOf(instant: Date, zone: Zone): string {
  const ms = instant.getTime();
  return new Date(ms + zone.offsetAt(ms)).toISOString().slice(0, 19).replace('T', ' ');
}

/** The first instant of a business date (not always midnight: some zones change their clocks then). */
export function startOfBusinessDate(date: BusinessDate, zone: Zone): Date {
  return new Date(zone.instantOf(dayNumber(date) * DAY_MS));
}

/** The instant of a moment; one without a zone of its own is taken to be in `zone`. */
export function instantOfMoment(moment: Moment, zone: Zone): Date {
  const { localMs, offsetMinutes } = moment;
  return new Date(offsetMinutes === null ? zone.instantOf(localMs) : localMs - offsetMinutes * MINUTE_MS);
}

/** An instant from text (see `parseMoment`); a bare date is the start of its day in the zone. */
export function parseInstant(text: string, zone: Zone, style: DateStyle = {}): Date | null {
  const moment = parseMoment(text, style);
  return moment === null ? null : instantOfMoment(moment, zone);
}

/** A business date from text; times with a zone of their own fall on the day they have in `zone`. */
export function parseBusinessDate(text: string, zone: Zone, style: DateStyle = {}): BusinessDate | null {
  const moment = parseMoment(text, style);
  if (moment === null) {
    return null;
  }
  return moment.offsetMinutes === null
    ? dateOfDayNumber(Math.floor(moment.localMs / DAY_MS))
    : businessDateOf(instantOfMoment(moment, zone), zone);
}
