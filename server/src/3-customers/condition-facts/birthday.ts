import { addDays, type BusinessDate } from '#kernel/pure/dates.ts';
import type { SqlAsking } from '#kernel/pure/rules/condition.ts';

const EARLIEST = '1900-01-01';

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * Month and day on which somebody born on `birthday` has a birthday in a year, by the solar calendar. Who was born on
 * 29 February has it on 28 February in common years.
 */
export function anniversary(birthday: BusinessDate, year: number): string {
  const monthDay = birthday.slice(5);
  return monthDay === '02-29' && !isLeapYear(year) ? '02-28' : monthDay;
}

/** Whether the text can be a day of birth; the analytic store knows no earlier days. */
export function isBirthday(text: string): boolean {
  return text >= EARLIEST;
}

/** Full years on a day; negative before the birth. */
export function ageOn(birthday: BusinessDate, date: BusinessDate): number {
  const year = Number(date.slice(0, 4));
  const years = year - Number(birthday.slice(0, 4));
  return date.slice(5) < anniversary(birthday, year) ? years - 1 : years;
}

/** The months and days (`MM-DD`) of birth that are celebrated from a day on for so many more days. */
export function celebratedWithin(date: BusinessDate, days: number): readonly string[] {
  const found = new Set<string>();
  for (let ahead = 0; ahead <= days; ahead += 1) {
    const day = addDays(date, ahead);
    found.add(day.slice(5));
    if (day.slice(5) === '02-28' && !isLeapYear(Number(day.slice(0, 4)))) {
      found.add('02-29');
    }
  }
  // In a common year nobody celebrates on 29 February; a leap year's own day is among the days above.
  return [...found].toSorted();
}

/** Full years on the day asked about in SQL, over the column of the birthday; of no meaning where it is not known. */
export function ageSql(asking: SqlAsking): string {
  const { date } = asking;
  const year = asking.param(Number(date.slice(0, 4)), 'Int32');
  const leapling = asking.param(anniversary('2000-02-29', Number(date.slice(0, 4))), 'String');
  const monthDay = `if(substring(birthday, 6, 5) = '02-29', ${leapling}, substring(birthday, 6, 5))`;
  return `(${year} - toInt32OrZero(substring(birthday, 1, 4)) - (${asking.param(date.slice(5), 'String')} < ${monthDay}))`;
}
