import { describe, expect, it } from 'vitest';
import { addDays, daysIn, grainOf, isCut, spanOf, yearBefore } from './spans.ts';

const on = { asOf: '2026-11-23', today: '2026-11-23' };

describe('the span of a page', () => {
  it.each([
    [{}, '2026-10-26', '2026-11-22'],
    [{ span: 'd7' }, '2026-11-16', '2026-11-22'],
    [{ span: 'd90' }, '2026-08-25', '2026-11-22'],
    [{ span: 'month' }, '2026-11-01', '2026-11-23'],
    [{ span: 'year' }, '2026-01-01', '2026-11-23'],
    [{ span: 'm12' }, '2025-12-01', '2026-11-23'],
    [{ span: 'custom', from: '2024-02-28', to: '2024-03-01' }, '2024-02-28', '2024-03-01'],
    [{ from: '2024-02-28', to: '2024-03-01' }, '2024-02-28', '2024-03-01'],
  ] as const)('%j goes from %s to %s', (search, from, to) => {
    expect(spanOf(search, on)).toMatchObject({ from, to });
  });

  it('ends with the last purchase of a shop long quiet, that day included', () => {
    expect(spanOf({ span: 'd7' }, { asOf: '2011-12-09', today: '2026-11-23' })).toMatchObject({
      from: '2011-12-03',
      to: '2011-12-09',
    });
  });

  it('counts both ends and crosses leap days', () => {
    expect(daysIn({ from: '2024-02-28', to: '2024-03-01' })).toBe(3);
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  });

  it('finds the same days a year ago', () => {
    expect(yearBefore({ from: '2026-10-26', to: '2026-11-22' })).toEqual({ from: '2025-10-26', to: '2025-11-22' });
    expect(yearBefore({ from: '2024-02-29', to: '2024-02-29' })).toEqual({ from: '2023-02-28', to: '2023-02-28' });
  });

  it('draws days, weeks or months', () => {
    expect(grainOf({ from: '2026-08-25', to: '2026-11-22' })).toBe('day');
    expect(grainOf({ from: '2026-01-01', to: '2026-11-22' })).toBe('week');
    expect(grainOf({ from: '2024-01-01', to: '2026-11-22' })).toBe('month');
  });

  it.each([
    ['2026-11-16', 'week', '2026-11-22', false],
    ['2026-11-16', 'week', '2026-11-21', true],
    ['2026-11-01', 'month', '2026-11-29', true],
    ['2026-11-01', 'month', '2026-11-30', false],
    ['2026-11-22', 'day', '2026-11-22', false],
  ] as const)('%s as a %s up to %s is cut short: %s', (start, grain, to, cut) => {
    expect(isCut(start, { grain, to })).toBe(cut);
  });
});
