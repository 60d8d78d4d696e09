import { anniversary } from '#customers/pure';
import { AGE_BANDS } from './traits.ts';

/** What an age is told with, as values to bind: the year and the day (MM-DD) it is told on, and when leaplings have theirs. */
export function ageDay(date: string): { readonly year: number; readonly day: string; readonly leapling: string } {
  const year = Number(date.slice(0, 4));
  return { year, day: date.slice(5), leapling: anniversary('2000-02-29', year) };
}

/** The lower end of the band that a number lies in, as text. */
export function bandSql(value: string, ends: readonly number[]): string {
  const [first = 0, ...rest] = ends;
  const steps = rest.toReversed().map((end) => `${value} >= ${end}, '${end}'`);
  return `multiIf(${[...steps, `'${first}'`].join(', ')})`;
}

/** The band of ages by a date of birth, '' where none is known; `bound` are the places of what `ageDay` gives. */
export function ageBandSql(birthday: string, bound: Readonly<Record<'year' | 'day' | 'leapling', string>>): string {
  const monthDay = `if(substring(${birthday}, 6, 5) = '02-29', ${bound.leapling}, substring(${birthday}, 6, 5))`;
  const age = `(${bound.year} - toInt32OrZero(substring(${birthday}, 1, 4)) - (${bound.day} < ${monthDay}))`;
  return `if(${birthday} < '1900-01-01' OR ${age} < 0, '', ${bandSql(age, AGE_BANDS)})`;
}
