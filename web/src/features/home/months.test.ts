import { describe, expect, it } from 'vitest';
import { bandsOf, currenciesOf, heightsOf, isPartial } from './months.ts';

const month = (currency: string, revenueMinor: number) => ({
  month: '2011-08-01',
  orders: 1,
  buyers: 1,
  newBuyers: 0,
  currency,
  revenueMinor,
});

describe('months', () => {
  it('put the currency with the largest revenue first', () => {
    expect(currenciesOf([month('EUR', 5), month('GBP', 4), month('GBP', 4)])).toEqual(['GBP', 'EUR']);
  });

  it.each([
    ['2011-08-01', '2011-08-30', true],
    ['2011-08-01', '2011-08-31', false],
    ['2011-07-01', '2011-08-30', false],
    ['2011-08-01', null, false],
  ])('%s with the newest order on %s is partial: %s', (first, newest, partial) => {
    expect(isPartial(first, newest)).toBe(partial);
  });

  it('draw nothing below the line and never divide by nothing', () => {
    expect(heightsOf([0, -5, 10], 100)).toEqual([0, 0, 100]);
    expect(heightsOf([0, 0], 100)).toEqual([0, 0]);
    expect(bandsOf(0, { width: 100, fill: 0.5 })).toEqual([]);
    expect(bandsOf(2, { width: 100, fill: 0.5 })).toEqual([
      { x: 12.5, width: 25, centre: 25 },
      { x: 62.5, width: 25, centre: 75 },
    ]);
  });
});
