import { describe, expect, it } from 'vitest';
import { isStale } from './stale.ts';

const HOUR = 3_600_000;
const at = new Date('2026-03-02T00:00:00Z');
const fresh = { state: 'saved', refresh: 'hourly', version: 2, refreshedVersion: 2, refreshedAt: at } as const;
const after = (hours: number, isUp = true) => ({ now: new Date(at.getTime() + hours * HOUR), isUp });

describe('a segment is stale', () => {
  it('while nobody has been looked at with its rule', () => {
    expect(isStale({ ...fresh, refreshedVersion: 1 }, after(0))).toBe(true);
    expect(isStale({ ...fresh, refreshedVersion: null, refreshedAt: null }, after(0))).toBe(true);
    expect(isStale(fresh, after(0))).toBe(false);
  });

  it('when its refresh is overdue: hours for an hourly one, more than a day for others, never by hand', () => {
    expect([isStale(fresh, after(3)), isStale(fresh, after(3.1))]).toEqual([false, true]);
    for (const refresh of ['daily', 'live'] as const) {
      expect([isStale({ ...fresh, refresh }, after(27)), isStale({ ...fresh, refresh }, after(28))]).toEqual([
        false,
        true,
      ]);
    }
    expect(isStale({ ...fresh, refresh: 'manual' }, after(10_000))).toBe(false);
  });

  it('while the analytic store is down, unless it is worked out by hand or a draft', () => {
    expect(isStale(fresh, after(0, false))).toBe(true);
    expect(isStale({ ...fresh, refresh: 'manual' }, after(0, false))).toBe(false);
    expect(isStale({ ...fresh, state: 'draft' }, after(0, false))).toBe(false);
  });
});
