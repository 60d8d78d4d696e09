import { describe, expect, it } from 'vitest';
import { zoneOf } from '#kernel/pure/dates.ts';
import { nextMonday, weeksDue } from './weeks.ts';

const shanghai = zoneOf('Asia/Shanghai');
const newYork = zoneOf('America/New_York');

describe('when weekly reports are due', () => {
  it.each([
    // Monday 05:59 and 06:00 in Shanghai.
    ['2026-03-01T21:59:00Z', '2026-03-01T22:00:00.000Z', shanghai],
    ['2026-03-01T22:00:00Z', '2026-03-08T22:00:00.000Z', shanghai],
    ['2026-03-05T12:00:00Z', '2026-03-08T22:00:00.000Z', shanghai],
    // Clocks go forward on 8 March 2026: six o'clock is an hour earlier in UTC from then on.
    ['2026-03-02T12:00:00Z', '2026-03-09T10:00:00.000Z', newYork],
    ['2026-02-28T12:00:00Z', '2026-03-02T11:00:00.000Z', newYork],
    // And back on 1 November.
    ['2026-10-30T12:00:00Z', '2026-11-02T11:00:00.000Z', newYork],
  ])('after %s comes %s', (after, due, zone) => {
    expect(nextMonday(new Date(after), zone).toISOString()).toBe(due);
  });

  it('are about the week before, and about each week that passed while the platform was down', () => {
    const dueAt = new Date('2026-03-01T22:00:00Z');
    expect(weeksDue(dueAt, { now: dueAt, zone: shanghai })).toEqual(['2026-02-23']);
    const now = new Date('2026-03-18T00:00:00Z');
    expect(weeksDue(dueAt, { now, zone: shanghai })).toEqual(['2026-02-23', '2026-03-02', '2026-03-09']);
    const muchLater = new Date('2027-03-18T00:00:00Z');
    expect(weeksDue(dueAt, { now: muchLater, zone: shanghai })).toHaveLength(12);
  });
});
