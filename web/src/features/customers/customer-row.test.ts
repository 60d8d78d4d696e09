import type { OrderTotals } from '@zhike/server/contracts';
import { describe, expect, it } from 'vitest';
import { mainTotals, rowOfScored, rowOfSummary, withOrders, withScores } from './customer-row.ts';

const summary = {
  id: 'a',
  name: '王小明',
  phone: '138****1000',
  email: null,
  region: '上海',
  account: '12346',
  sources: ['shop'],
  tags: [],
  firstOrderAt: null,
  lastOrderAt: null,
  createdAt: '2026-11-22T00:00:00Z',
};
const score = { recencyDays: 3, frequency: 4, monetaryMinor: 100, r: 5, f: 4, m: 3, group: 'important_value' as const };
const totals = (currency: string, salesMinor: number): OrderTotals => ({
  currency,
  orders: 1,
  salesMinor,
  refunds: 0,
  refundsMinor: 0,
  netMinor: salesMinor,
  firstOrderAt: null,
  lastOrderAt: null,
});

describe('rows of the customer list', () => {
  it('tell what has not arrived yet from what is not there', () => {
    const row = rowOfSummary(summary);
    expect([row.totals, row.score]).toEqual([undefined, undefined]);
    const [merged] = withScores(withOrders([row], []), []);
    expect([merged?.totals, merged?.score]).toEqual([[], null]);
  });

  it('show the score of the currency with the largest spend', () => {
    const scores = [
      { ...score, customerId: 'a', currency: 'EUR' },
      { ...score, customerId: 'a', currency: 'GBP', monetaryMinor: 900 },
    ];
    expect(withScores([rowOfSummary(summary)], scores)[0]?.score?.currency).toBe('GBP');
  });

  it('keep the score of the map for people found there', () => {
    const row = rowOfScored({ ...score, customerId: 'a', name: null, account: '12346' });
    expect(
      withScores([row], [{ ...score, customerId: 'a', currency: 'EUR', group: 'general_keep' }])[0]?.score?.group,
    ).toBe('important_value');
  });

  it('let the currency with the largest sales speak', () => {
    expect(mainTotals([totals('EUR', 5), totals('GBP', 50)])?.currency).toBe('GBP');
    expect(mainTotals([])).toBeNull();
  });
});
