import { describe, expect, it } from 'vitest';
import { addMonths, isDate, monthDays, weekdayNames } from './calendar.ts';

describe('calendar', () => {
  it('knows which days exist', () => {
    expect(['2026-02-28', '2024-02-29'].every(isDate)).toBe(true);
    expect(['2026-02-29', '2026-13-01', '26-1-1', ''].some(isDate)).toBe(false);
  });

  it('moves over the turn of the year', () => {
    expect([addMonths('2026-12', 1), addMonths('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
  });

  it('shows six weeks from the Monday before the first', () => {
    const days = monthDays('2011-08');
    expect([days.length, days[0]?.date, days[41]?.date]).toEqual([42, '2011-08-01', '2011-09-11']);
    expect(monthDays('2026-11')[0]).toEqual({ date: '2026-10-26', isInside: false });
  });

  it('names seven different days in both languages', () => {
    expect(weekdayNames('zh-CN')[0]).toBe('一');
    expect(weekdayNames('en')[6]).toBe('Sun');
  });
});
