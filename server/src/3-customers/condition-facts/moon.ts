import { LunarYear } from 'lunar-typescript';
import { type BusinessDate, dateOfDayNumber, dayNumber } from '#kernel/pure/dates.ts';

/** A month by the moon, as days since 1970. */
interface MoonMonth {
  readonly month: number;
  readonly isLeap: boolean;
  readonly firstDay: number;
  readonly length: number;
  /** Whether the lunar year has a leap month of the same number. */
  readonly hasLeap: boolean;
}

/** Of these lunar years, with which the years from 1900 to 2100 begin and end. */
const [FIRST_YEAR, LAST_YEAR] = [1899, 2100];
const JULIAN_DAY_OF_1970 = 2_440_588;
const LONGEST = 30;

const made: MoonMonth[] = [];

/** All months, in order. Worked out once: it takes a tenth of a second. */
function months(): readonly MoonMonth[] {
  if (made.length > 0) {
    return made;
  }
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    const own = LunarYear.fromYear(year).getMonthsInYear();
    const leap = own.find((one) => one.getMonth() < 0)?.getMonth() ?? 0;
    made.push(
      ...own.map((one) => ({
        month: Math.abs(one.getMonth()),
        isLeap: one.getMonth() < 0,
        firstDay: one.getFirstJulianDay() - JULIAN_DAY_OF_1970,
        length: one.getDayCount(),
        hasLeap: Math.abs(one.getMonth()) === -leap,
      })),
    );
  }
  return made;
}

/** The month in which a day lies; null outside of the years that are known. */
function monthOf(day: number): MoonMonth | null {
  const all = months();
  let [low, high] = [0, all.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    [low, high] = (all[middle]?.firstDay ?? 0) <= day ? [middle, high] : [low, middle - 1];
  }
  const found = all[low];
  return found === undefined || day < found.firstDay || day >= found.firstDay + found.length ? null : found;
}

/** A day of birth by the moon, as one word: `8-15`, `闰6-30`. */
type MoonDay = string;

function named(month: number, isLeap: boolean, day: number): MoonDay {
  return `${isLeap ? '闰' : ''}${month}-${day}`;
}

function moonDayOf(date: BusinessDate): MoonDay | null {
  const day = dayNumber(date);
  const month = monthOf(day);
  return month === null ? null : named(month.month, month.isLeap, day - month.firstDay + 1);
}

/**
 * The days of birth by the moon that are celebrated from a day on for so many more days. Who was born in a leap month
 * that the year has not celebrates in the month of that number; who was born on a thirtieth that the month has not, on
 * its last day.
 */
function moonDaysWithin(date: BusinessDate, within: number): ReadonlySet<MoonDay> {
  const found = new Set<MoonDay>();
  for (let ahead = 0; ahead <= within; ahead += 1) {
    const today = dayNumber(date) + ahead;
    const month = monthOf(today);
    if (month === null) {
      continue;
    }
    const day = today - month.firstDay + 1;
    const days = day === month.length && day < LONGEST ? [day, LONGEST] : [day];
    for (const one of days) {
      found.add(named(month.month, month.isLeap, one));
      if (!month.isLeap && !month.hasLeap) {
        found.add(named(month.month, true, one));
      }
    }
  }
  return found;
}

/** Whether somebody born on the day (by the sun) has a birthday by the moon within so many days. */
export function celebratesByMoon(born: BusinessDate, { date, within }: MoonSpan): boolean {
  const day = moonDayOf(born);
  return day !== null && moonDaysOf(date, within).has(day);
}

export interface MoonSpan {
  readonly date: BusinessDate;
  readonly within: number;
}

const known = new Map<string, ReadonlySet<MoonDay>>();
const KNOWN_SPANS = 50;

/** Many customers are asked about the same days. */
function moonDaysOf(date: BusinessDate, within: number): ReadonlySet<MoonDay> {
  const key = `${date}/${within}`;
  const found = known.get(key) ?? moonDaysWithin(date, within);
  if (known.size >= KNOWN_SPANS) {
    known.clear();
  }
  known.set(key, found);
  return found;
}

/** All days of birth (by the sun) of those who have a birthday by the moon within so many days, for the analytic store. */
export function birthDatesByMoon({ date, within }: MoonSpan): readonly BusinessDate[] {
  const wanted = moonDaysOf(date, within);
  return months()
    .flatMap(({ month, isLeap, firstDay, length }) =>
      Array.from({ length }, (_, index) => index).flatMap((index) =>
        wanted.has(named(month, isLeap, index + 1)) ? [dateOfDayNumber(firstDay + index)] : [],
      ),
    )
    .filter((day) => day >= '1900-01-01');
}
