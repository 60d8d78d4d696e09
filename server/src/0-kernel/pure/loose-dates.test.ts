import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#kernel/pure/dates.ts';
import { dateOrderOf, isAmbiguousDate, looseDate } from './loose-dates.ts';

describe('a date as people and programs write it', () => {
  it.each([
    ['2026-11-22', null, '2026-11-22'],
    ['2026/11/22 14:30', null, '2026/11/22 14:30'],
    ['22/11/2026', null, '2026-11-22'],
    ['11/22/2026 2:30 PM', null, '2026-11-22 14:30:00'],
    ['05/06/2026', 'dmy', '2026-06-05'],
    ['05/06/2026', 'mdy', '2026-05-06'],
    ['5.6.26', 'dmy', '2026-06-05'],
    ['07/07/1999', null, '1999-07-07'],
    ['1/2/85', 'mdy', '1985-01-02'],
    ['22-Nov-2026', null, '2026-11-22'],
    ['22 November 2026 08:05', null, '2026-11-22 08:05:00'],
    ['Nov 22, 2026', null, '2026-11-22'],
    ['November 22nd, 2026 12:00 AM', null, '2026-11-22 00:00:00'],
    ['2026年11月22日 下午2:30', null, '2026-11-22 14:30:00'],
    ['2026年11月22日 上午12点05分', null, '2026-11-22 00:05:00'],
    ['2026年11月22日（星期日）', null, '2026年11月22日'],
    ['２０２６－１１－２２', null, '2026-11-22'],
    ['46348', null, '2026-11-22'],
    ['46348.604166667', null, '2026-11-22 14:30:00'],
  ] as const)('%s (%s) is %s', (text, order, date) => {
    expect(looseDate(text, order)).toBe(date);
  });

  it.each(['05/06/2026', '31/02/2026', '13812', '2026', 'yesterday', '', '99999', '22-Foo-2026', '2026-02-30'])(
    '%s is none, or not to be told',
    (text) => {
      expect(looseDate(text, null)).toBeNull();
    },
  );

  it('is the same day whichever way it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (days) => {
        const date = addDays('1970-01-01', days);
        const [year, month, day] = date.split('-').map(Number);
        expect(looseDate(`${day}/${month}/${year}`, 'dmy')).toBe(date);
        expect(looseDate(`${month}-${day}-${year}`, 'mdy')).toBe(date);
        expect(looseDate(String(days + 25_569), null)).toBe(date);
      }),
    );
  });
});

it('the order of day and month is told by a day over twelve, and by nothing when two disagree', () => {
  expect(dateOrderOf(['1/2/2026', '', '25/2/2026'])).toBe('dmy');
  expect(dateOrderOf(['1/2/2026', '2/25/2026'])).toBe('mdy');
  expect(dateOrderOf(['1/2/2026'])).toBeNull();
  expect(dateOrderOf(['25/2/2026', '2/25/2026'])).toBeNull();
  expect([isAmbiguousDate('1/2/2026'), isAmbiguousDate('2026-01-02')]).toEqual([true, false]);
});
