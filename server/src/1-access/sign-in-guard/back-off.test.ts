import { describe, expect, it } from 'vitest';
import { afterFailure, networkOf } from './back-off.ts';

const rules = { attempts: 3, lockSeconds: 60, lockMaxSeconds: 600, forgetSeconds: 86_400 };
const now = new Date('2026-03-02T02:00:00Z');
const seconds = (until: Date | null) => (until === null ? null : (until.getTime() - now.getTime()) / 1000);

describe('backing off after wrong passwords', () => {
  it.each([
    [0, null],
    [1, null],
    [2, 60],
    [3, 120],
    [4, 240],
    [5, 480],
    [6, 600],
    [5000, 600],
  ])('after %i failures one more locks for %s seconds', (failures, expected) => {
    const next = afterFailure({ failures, lastFailedAt: now }, { now, rules });
    expect(next.failures).toBe(failures + 1);
    expect(seconds(next.lockedUntil)).toBe(expected);
  });

  it('counts anew when the last failure is long ago', () => {
    const lastFailedAt = new Date(now.getTime() - 86_400_000);
    expect(afterFailure({ failures: 9, lastFailedAt }, { now, rules })).toEqual({ failures: 1, lockedUntil: null });
    expect(afterFailure(null, { now, rules })).toEqual({ failures: 1, lockedUntil: null });
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('takes %s for %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
