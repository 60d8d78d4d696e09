import { describe, expect, it } from 'vitest';
import { cautious, liftOf } from './lift.ts';

describe('the lift of a share', () => {
  it('is the ratio of the shares, and its interval holds it', () => {
    const { lift, low, high, isClear } = liftOf({
      customers: 300,
      count: 1000,
      baseCustomers: 2000,
      baseCount: 20_000,
    });
    expect(lift).toBeCloseTo(3, 10);
    // ln 3.0 ± 2.576 · √(1/300.5 − 1/1000.5 + 1/2000.5 − 1/20000.5), by hand
    expect(low).toBeCloseTo(2.63, 1);
    expect(high).toBeCloseTo(3.42, 1);
    expect(isClear).toBe(true);
  });

  it('does not let a small group shout: the same lift is clear for many and not for a few', () => {
    const base = { baseCustomers: 10_000, baseCount: 100_000 };
    const few = liftOf({ customers: 2, count: 10, ...base });
    const many = liftOf({ customers: 200, count: 1000, ...base });
    expect([few.lift, many.lift]).toEqual([2, 2]);
    expect([few.isClear, many.isClear]).toEqual([false, true]);
    expect([cautious(few), cautious(many) > 0]).toEqual([0, true]);
  });

  it('is always inside its interval, which narrows as the group grows, over random shares', () => {
    let seed = 7;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    for (let round = 0; round < 2000; round += 1) {
      const count = 1 + Math.floor(random() * 500);
      const customers = Math.floor(random() * (count + 1));
      const baseCount = 1 + Math.floor(random() * 5000);
      const baseCustomers = 1 + Math.floor(random() * baseCount);
      const [one, larger] = [1, 9].map((times) =>
        liftOf({ customers: customers * times, count: count * times, baseCustomers, baseCount }),
      );
      const [lift, low, high] = [one?.lift ?? Number.NaN, one?.low ?? Number.NaN, one?.high ?? Number.NaN];
      expect(low <= lift && lift <= high, JSON.stringify({ customers, count, baseCustomers, baseCount })).toBe(true);
      const width = (from: number, to: number): number => (customers === 0 ? 1 : to / from);
      expect(width(larger?.low ?? 0, larger?.high ?? 0)).toBeLessThanOrEqual(width(low, high) * (1 + 1e-9));
    }
  });

  it('is unknown where nobody is, or where the others have none of it', () => {
    expect(liftOf({ customers: 0, count: 0, baseCustomers: 1, baseCount: 2 }).lift).toBeNull();
    expect(liftOf({ customers: 3, count: 5, baseCustomers: 0, baseCount: 9 })).toMatchObject({
      lift: null,
      isClear: false,
    });
    expect(liftOf({ customers: 0, count: 50, baseCustomers: 40, baseCount: 50 })).toMatchObject({
      lift: 0,
      low: 0,
      isClear: true,
    });
  });
});
