import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#kernel/pure/dates.ts';
import { lunarBirthdayIn, readBirthday } from './birthdays.ts';
import { readNationalId } from './national-ids.ts';

describe('a birthday by the sun', () => {
  it.each([
    ['1990-05-12', '1990-05-12'],
    ['1990/5/12', '1990-05-12'],
    ['1990.5.12', '1990-05-12'],
    ['19900512', '1990-05-12'],
    ['1990年5月12日', '1990-05-12'],
    ['阳历1990年5月12日', '1990-05-12'],
    ['一九九〇年五月十二日', '1990-05-12'],
    ['90.5.12', '1990-05-12'],
    ['08年5月12日', '2008-05-12'],
    ['May 12, 1990', '1990-05-12'],
    ['25/12/1990', '1990-12-25'],
    ['1990-05-12 00:00:00', '1990-05-12'],
    ['33005', '1990-05-12'],
  ])('%s is %s', (given, date) => {
    expect(readBirthday(given)).toMatchObject({ kind: 'solar', date });
  });

  it('may be without its year', () => {
    expect(readBirthday('5月12日')).toEqual({ kind: 'solar', year: null, month: 5, day: 12, date: null });
    expect(readBirthday('2月30日')).toMatchObject({ kind: 'none' });
  });

  it.each([
    ['', 'empty'],
    ['0000-00-00', 'empty'],
    ['属龙', 'zodiac'],
    ['龙年', 'zodiac'],
    ['双子座', 'zodiac'],
    ['35岁', 'age'],
    ['35', 'age'],
    ['80后', 'age'],
    ['12/05/1990', 'ambiguous'],
    ['1890-05-12', 'out_of_range'],
    ['1990-02-30', 'not_a_date'],
    ['保密', 'not_a_date'],
  ])('%j is none: %s', (given, why) => {
    expect(readBirthday(given)).toEqual({ kind: 'none', why });
  });
});

describe('a birthday by the moon', () => {
  it.each([
    ['农历1988年八月十五', 1988, 8, 15, false, '1988-09-25'],
    ['农历八月十五', null, 8, 15, false, null],
    ['1988年八月廿三', 1988, 8, 23, false, '1988-10-03'],
    ['1990-05-12（农历）', 1990, 5, 12, false, '1990-06-04'],
    ['阴历1990年腊月初八', 1990, 12, 8, false, '1991-01-23'],
    ['正月初一', null, 1, 1, false, null],
    ['2020年闰四月初三', 2020, 4, 3, true, '2020-05-25'],
  ])('%s is kept as it is', (given, year, month, day, isLeap, date) => {
    expect(readBirthday(given)).toEqual({ kind: 'lunar', year, month, day, isLeap, date });
  });

  it.each(['农历1988年闰八月十五', '农历1988年十三月初一', '农历2020年四月三十一'])('%s is none', (given) => {
    expect(readBirthday(given)).toMatchObject({ kind: 'none' });
  });

  it('falls on another day of every year', () => {
    const birthday = { month: 8, day: 15, isLeap: false };
    expect([2024, 2025, 2026].map((year) => lunarBirthdayIn(birthday, year))).toEqual([
      '2024-09-17',
      '2025-10-06',
      '2026-09-25',
    ]);
    // No leap fourth month in 2026, and no thirtieth in its fourth month: the last day of the month.
    expect(lunarBirthdayIn({ month: 4, day: 3, isLeap: true }, 2026)).toBe('2026-05-19');
    expect(lunarBirthdayIn({ month: 12, day: 30, isLeap: false }, 2025)).toBe('2026-02-16');
  });

  it('falls within the year or at the beginning of the next, on every lunar day', () => {
    const day = fc.record({
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 30 }),
      isLeap: fc.boolean(),
    });
    fc.assert(
      fc.property(day, fc.integer({ min: 1900, max: 2099 }), (birthday, year) => {
        const date = lunarBirthdayIn(birthday, year) ?? '';
        expect(date > `${year}-01-19` && date < `${year + 1}-02-25`).toBe(true);
      }),
    );
  });
});

describe('the number of an identity card', () => {
  it('tells birth date, sex and where it was issued', () => {
    expect(readNationalId('11010519491231002x')).toEqual({
      ok: true,
      number: '11010519491231002X',
      birthDate: '1949-12-31',
      sex: 'female',
      divisionCode: '110105',
    });
    expect(readNationalId('110105491231002')).toMatchObject({ ok: true, number: '11010519491231002X' });
  });

  it('is refused with a wrong check, and says what would be right', () => {
    expect(readNationalId('110105194912310021')).toEqual({ ok: false, why: 'checksum', wanted: 'X' });
    expect(readNationalId('110105199002300021')).toEqual({ ok: false, why: 'birth_date', wanted: null });
    expect(readNationalId('12345')).toEqual({ ok: false, why: 'form', wanted: null });
  });

  it('is right with exactly one last character, and the 15 of before are the same person', () => {
    const head = fc
      .tuple(
        fc.integer({ min: 110000, max: 659999 }),
        fc.integer({ min: 0, max: 29_000 }),
        fc.integer({ min: 0, max: 999 }),
      )
      .map(([place, days, serial]) => ({
        place: String(place),
        date: addDays('1910-01-01', days).replaceAll('-', ''),
        serial: String(serial).padStart(3, '0'),
      }));
    fc.assert(
      fc.property(head, ({ place, date, serial }) => {
        const right = '0123456789X'.split('').filter((check) => readNationalId(`${place}${date}${serial}${check}`).ok);
        expect(right).toHaveLength(1);
        const old = readNationalId(`${place}${date.slice(2)}${serial}`);
        expect(old.ok && old.number).toBe(`${place}${date}${serial}${right[0]}`);
      }),
    );
  });
});
