import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BoughtLine, habitsOf, ordersBehind } from './habits.ts';

const line: fc.Arbitrary<BoughtLine> = fc
  .record({
    order: fc.integer({ min: 0, max: 9 }),
    categoryId: fc.constantFrom(null, 'a', 'b'),
    units: fc.integer({ min: 1, max: 5 }),
    amountMinor: fc.integer({ min: 1, max: 100_000 }),
  })
  .map(({ order, ...rest }) => ({
    ...rest,
    orderId: `o${order}`,
    // What an order has of its own is the same on all its lines.
    source: order % 3 === 0 ? 'shop' : 'tmall',
    currency: 'CNY',
    day: `2026-02-0${(order % 7) + 1}`,
    hour: (order * 5) % 24,
  }));
const channelOf = (source: string): string => (source === 'shop' ? 'store' : 'none');

describe('[C014a] habits', () => {
  it('are read from the same lines as the orders behind them: every figure is as large as its list', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const habits = habitsOf(lines, channelOf);
        const behind = (part: Parameters<typeof ordersBehind>[1]): number => ordersBehind(lines, part, channelOf).size;
        expect(habits.orders).toBe(behind({}));
        habits.categories.forEach(({ id, orders }) => expect(behind({ category: id })).toBe(orders));
        habits.channels.forEach(({ key, orders }) => expect(behind({ channel: key })).toBe(orders));
        habits.hours.forEach((orders, hour) => expect(behind({ hour })).toBe(orders));
        habits.weekdays.forEach((orders, weekday) => expect(behind({ weekday })).toBe(orders));
        expect(habits.hours.reduce((a, b) => a + b, 0)).toBe(habits.orders);
      }),
    );
  });

  it('begin the week on Monday and let the busiest hours pass midnight', () => {
    const at = (orderId: string, day: string, hour: number): BoughtLine => ({
      orderId,
      source: 'shop',
      currency: 'CNY',
      day,
      hour,
      categoryId: null,
      units: 1,
      amountMinor: 100,
    });
    const habits = habitsOf(
      [at('1', '2026-03-02', 23), at('2', '2026-03-02', 1), at('3', '2026-03-08', 12)],
      channelOf,
    );
    expect(habits.weekdays).toEqual([2, 0, 0, 0, 0, 0, 1]);
    expect(habits.activeHours).toEqual({ from: 22, to: 2, orders: 2 });
    expect(habits.priceBand).toEqual({ lowMinor: 100, middleMinor: 100, highMinor: 100 });
  });
});
