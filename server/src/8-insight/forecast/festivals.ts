import { nextFestival } from '#customers/pure';
import { addDays, daysBetween } from '#kernel/pure/dates.ts';

/** Shopping days by month and day, first and last. */
const SHOPPING = [
  { name: 'june_18', from: '06-15', to: '06-19' },
  { name: 'double_11', from: '11-08', to: '11-12' },
  { name: 'double_12', from: '12-10', to: '12-12' },
] as const;
/** Days before the lunar New Year from which on people shop for it, and in which they no longer do; days after it. */
const [BEFORE, HOLIDAY, AFTER] = [21, 3, 7] as const;

/** The festival whose shopping a day belongs to; the weeks before the Spring Festival and its holiday are two. */
export function shoppingOn(date: string): string | null {
  const day = date.slice(5);
  const fixed = SHOPPING.find(({ from, to }) => day >= from && day <= to);
  if (fixed !== undefined) {
    return fixed.name;
  }
  const spring = nextFestival(['spring_festival'], { date: addDays(date, -AFTER), within: AFTER + BEFORE });
  if (spring === null) {
    return null;
  }
  return daysBetween(date, spring.on) <= HOLIDAY ? 'spring_festival' : 'before_spring_festival';
}

/** The fewest days of a week that make it one of the festival. */
const MOST_OF_WEEK = 3;

/** The same for the week that begins on a day: the festival of most of its days. */
export function shoppingInWeek(monday: string): string | null {
  const days = Array.from({ length: 7 }, (_, day) => shoppingOn(addDays(monday, day))).filter((name) => name !== null);
  const [most] = [...Map.groupBy(days, (name) => name)].toSorted(([, a], [, b]) => b.length - a.length);
  return most !== undefined && most[1].length >= MOST_OF_WEEK ? most[0] : null;
}
