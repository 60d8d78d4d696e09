import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dateOfDayNumber, dayNumber } from '#kernel/pure/dates.ts';
import { ageOn, anniversary, celebratedWithin } from './birthday.ts';

describe('birthdays', () => {
  it('of those born on 29 February are on 28 February in common years', () => {
    expect(anniversary('2000-02-29', 2024)).toBe('02-29');
    expect(anniversary('2000-02-29', 2025)).toBe('02-28');
    expect(anniversary('2000-02-29', 1900)).toBe('02-28');
    expect(ageOn('2000-02-29', '2025-02-27')).toBe(24);
    expect(ageOn('2000-02-29', '2025-02-28')).toBe(25);
    expect(ageOn('2000-02-29', '2024-02-28')).toBe(23);
    expect(ageOn('2000-02-29', '2024-02-29')).toBe(24);
  });

  it('make people a year older on the day itself', () => {
    expect(ageOn('1990-06-15', '2026-06-14')).toBe(35);
    expect(ageOn('1990-06-15', '2026-06-15')).toBe(36);
    expect(ageOn('2026-06-15', '2026-06-14')).toBe(-1);
  });

  it('lie within so many days exactly when one of those days makes somebody a year older', () => {
    const day = fc.integer({ min: dayNumber('1950-01-01'), max: dayNumber('2010-12-31') }).map(dateOfDayNumber);
    const born = fc.oneof(day, fc.constantFrom('2000-02-29', '1988-02-29', '1996-02-28', '1996-03-01'));
    const asked = fc.oneof(
      fc.integer({ min: dayNumber('2020-01-01'), max: dayNumber('2030-12-31') }).map(dateOfDayNumber),
      fc.constantFrom('2024-02-28', '2024-02-29', '2025-02-28', '2025-02-27', '2025-03-01'),
    );
    fc.assert(
      fc.property(born, asked, fc.integer({ min: 0, max: 60 }), (birthday, date, within) => {
        const grows = Array.from({ length: within + 1 }, (_, ahead) => addDays(date, ahead)).some(
          (one) => ageOn(birthday, one) > ageOn(birthday, addDays(one, -1)),
        );
        expect(celebratedWithin(date, within).includes(birthday.slice(5))).toBe(grows);
      }),
      { numRuns: 2000 },
    );
  });
});
