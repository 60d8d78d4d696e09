import { describe, expect, it } from 'vitest';
import { zoneOf } from '#kernel/pure/dates.ts';
import { pivotSpan } from '../pivot-tables/spans.ts';
import { nextDue } from './due.ts';

const due = (schedule: Parameters<typeof nextDue>[0], after: string, zone = 'Asia/Shanghai'): string =>
  nextDue(schedule, new Date(after), zoneOf(zone)).toISOString();

describe('the next time of a schedule', () => {
  it('is its hour on the clocks of the business, later than now', () => {
    const daily = { every: 'day', weekday: 1, day: 1, hour: 7 } as const;
    expect(due(daily, '2026-03-02T22:59:59Z')).toBe('2026-03-02T23:00:00.000Z');
    expect(due(daily, '2026-03-02T23:00:00Z')).toBe('2026-03-03T23:00:00.000Z');
    expect(due({ ...daily, every: 'week', weekday: 7 }, '2026-03-02T02:00:00Z')).toBe('2026-03-07T23:00:00.000Z');
    expect(due({ ...daily, every: 'month', day: 31, hour: 0 }, '2026-02-01T00:00:00Z')).toBe(
      '2026-02-27T16:00:00.000Z',
    );
    expect(due({ ...daily, every: 'month', day: 31, hour: 9 }, '2026-02-28T01:00:00Z')).toBe(
      '2026-03-31T01:00:00.000Z',
    );
  });

  it('keeps the hour of the wall where clocks change', () => {
    const daily = { every: 'day', weekday: 1, day: 1, hour: 7 } as const;
    const zone = 'America/New_York';
    expect(due(daily, '2026-03-07T13:00:00Z', zone)).toBe('2026-03-08T11:00:00.000Z');
    expect(due(daily, '2026-03-06T13:00:00Z', zone)).toBe('2026-03-07T12:00:00.000Z');
  });
});

describe('the dates of a pivot', () => {
  it('follow the day that it is asked on', () => {
    const on = { asOf: '2026-03-02', today: '2026-03-02' };
    const of = (span: Parameters<typeof pivotSpan>[0]['span']) => pivotSpan({ span }, on);
    expect(of('d7')).toEqual({ from: '2026-02-23', to: '2026-03-01' });
    expect(of('m12')).toEqual({ from: '2025-04-01', to: '2026-03-02' });
    expect(of('last_month')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(of('last_week')).toEqual({ from: '2026-02-23', to: '2026-03-01' });
    expect(of('year')).toEqual({ from: '2026-01-01', to: '2026-03-02' });
    expect(pivotSpan({ span: 'd7' }, { asOf: '2025-12-31', today: '2026-03-02' }).to).toBe('2025-12-31');
  });
});
