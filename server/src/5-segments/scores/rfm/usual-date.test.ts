import { describe, expect, it } from 'vitest';
import { usualDate } from './usual-date.ts';

describe('the date to score at when nobody chose one', () => {
  it.each([
    ['2026-11-20', '2026-11-22'],
    ['2026-10-22', '2026-11-22'],
    ['2026-10-21', '2026-10-21'],
    ['2011-08-31', '2011-08-31'],
    [null, '2026-11-22'],
  ])('newest purchase on %s, read on 2026-11-22: as of %s', (newestPurchase, date) => {
    expect(usualDate({ today: '2026-11-22', newestPurchase, quietDays: 31 })).toBe(date);
  });
});
