import { describe, expect, it } from 'vitest';
import { type SpendDay, spendOf } from './spend.ts';

const bought = (day: string, netMinor: number, currency = 'CNY'): SpendDay => ({
  currency,
  day,
  orders: 1,
  netMinor,
  bought: true,
});

describe('what a customer spends', () => {
  it('is told for the last 24 months, empty ones included, whatever the day of the month', () => {
    const [spend] = spendOf(
      [bought('2024-03-31', 5), bought('2024-04-01', 10), bought('2026-03-31', 20)],
      '2026-03-31',
    );
    expect(spend?.months).toHaveLength(24);
    expect(spend?.months[0]).toEqual({ month: '2024-04', orders: 1, netMinor: 10 });
    expect(spend?.months[1]).toEqual({ month: '2024-05', orders: 0, netMinor: 0 });
    expect(spend?.months.at(-1)).toEqual({ month: '2026-03', orders: 1, netMinor: 20 });
  });

  it('keeps currencies apart, the one with most first', () => {
    const spends = spendOf([bought('2026-01-01', 5, 'CNY'), bought('2026-01-02', 9, 'USD')], '2026-03-02');
    expect(spends.map(({ currency }) => currency)).toEqual(['USD', 'CNY']);
  });

  it('[C035a] is held against the year before: a quarter more, and no share of nothing', () => {
    const year = (from: number, each: number) =>
      Array.from({ length: 12 }, (_, n) => {
        const month = from + n;
        return bought(`${2024 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-10`, each);
      });
    // April 2024 to March 2025 at 100 a month, then a year at 125.
    const [spend] = spendOf([...year(3, 100), ...year(15, 125)], '2026-03-31');
    expect(spend?.months.map(({ netMinor }) => netMinor)).toEqual([...Array(12).fill(100), ...Array(12).fill(125)]);
    expect(spend?.trend).toEqual({ recentMinor: 1500, beforeMinor: 1200, change: 0.25 });
    expect(spendOf([bought('2026-01-01', 5)], '2026-03-31')[0]?.trend.change).toBeNull();
  });

  it('says how long the customer usually waits, from three purchases on, refunds left out', () => {
    const days = [bought('2026-01-01', 1), bought('2026-01-11', 1)];
    expect(spendOf(days, '2026-03-02')[0]).toMatchObject({ usualGapDays: null, lastPurchaseOn: '2026-01-11' });
    const more = [...days, bought('2026-01-31', 1), { ...bought('2026-02-01', -1), bought: false }];
    expect(spendOf(more, '2026-03-02')[0]).toMatchObject({ usualGapDays: 15, lastPurchaseOn: '2026-01-31' });
    const outlier = [...more, bought('2026-02-05', 1)];
    expect(spendOf(outlier, '2026-03-02')[0]?.usualGapDays).toBe(10);
  });
});
