import { Solar } from 'lunar-typescript';
import { describe, expect, it } from 'vitest';
import { addDays } from '#kernel/pure/dates.ts';
import { lunarBirthdayIn } from '../normalizing/birthdays.ts';
import { bucketOf } from './bucket.ts';
import { nextFestival } from './festivals.ts';
import { birthDatesByMoon, celebratesByMoon } from './moon.ts';

/** The day by the sun on which somebody celebrates by the moon in a lunar year, as master data works it out. */
function expected(born: string, year: number): string | null {
  const [y = 0, m = 0, d = 0] = born.split('-').map(Number);
  const lunar = Solar.fromYmd(y, m, d).getLunar();
  const month = lunar.getMonth();
  return lunarBirthdayIn({ month: Math.abs(month), day: lunar.getDay(), isLeap: month < 0 }, year);
}

describe('birthdays by the moon', () => {
  it('fall on the day that master data works out, in leap months and on thirtieths too', () => {
    let born = '1947-01-03';
    for (let step = 0; step < 130; step += 1) {
      born = addDays(born, 187);
      for (const year of [2023, 2025, 2028]) {
        const day = expected(born, year) ?? '';
        expect([born, day, celebratesByMoon(born, { date: day, within: 0 })]).toEqual([born, day, true]);
        expect(celebratesByMoon(born, { date: addDays(day, -3), within: 3 })).toBe(true);
        expect(celebratesByMoon(born, { date: addDays(day, 1), within: 20 })).toBe(false);
      }
    }
  });

  it('are found from the dates of birth and from the day alike', () => {
    const span = { date: '2025-07-24', within: 3 };
    const dates = new Set(birthDatesByMoon(span));
    for (let day = '1950-01-01'; day < '1960-01-01'; day = addDays(day, 1)) {
      expect([day, dates.has(day)]).toEqual([day, celebratesByMoon(day, span)]);
    }
  });
});

describe('festivals', () => {
  it.each([
    ['spring_festival', '2026-02-17'],
    ['new_year_eve', '2025-01-28'],
    ['mid_autumn', '2025-10-06'],
    ['dragon_boat', '2025-05-31'],
    ['qingming', '2025-04-04'],
    ['double_11', '2025-11-11'],
    ['winter_solstice', '2025-12-21'],
  ] as const)('%s is on %s', (festival, on) => {
    expect(nextFestival([festival], { date: addDays(on, -5), within: 5 })).toEqual({ festival, on });
    expect(nextFestival([festival], { date: addDays(on, 1), within: 30 })).toBe(null);
  });
});

describe('random buckets', () => {
  it('are even, and of two draws independent of each other', () => {
    const ids = Array.from({ length: 20_000 }, (_, at) => `0198a0b0-0000-7000-8000-${String(at).padStart(12, '0')}`);
    const counts = new Map<number, number>();
    let both = 0;
    for (const id of ids) {
      const bucket = bucketOf(id, 1);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
      both += bucket <= 50 && bucketOf(id, 2) <= 50 ? 1 : 0;
    }
    expect(counts.size).toBe(100);
    expect(Math.min(...counts.values())).toBeGreaterThan(140);
    expect(Math.max(...counts.values())).toBeLessThan(260);
    expect(Math.abs(both - 5000)).toBeLessThan(250);
  });
});
