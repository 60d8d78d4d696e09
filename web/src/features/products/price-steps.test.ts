import { describe, expect, it } from 'vitest';
import { type PriceChange, priceSteps } from './price-steps.ts';

const change = (day: number, kind: 'list' | 'sale', minor: number | null, cancelled = false): PriceChange => ({
  id: `c${day}${kind}`,
  kind,
  effectiveAt: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`,
  hasBegun: true,
  reason: 'x',
  by: 'y',
  createdAt: '2026-01-01T00:00:00.000Z',
  cancelledAt: cancelled ? '2026-01-01T00:00:00.000Z' : null,
  cancelledBy: null,
  lines: [{ skuId: 's', skuCode: 's', amountMinor: minor, beforeMinor: null }],
});

describe('the steps of a price', () => {
  it('are what a customer pays, from the earliest on, without what was cancelled', () => {
    const changes = [
      change(9, 'list', 15_900),
      change(5, 'sale', null),
      change(3, 'sale', 9900),
      change(4, 'sale', 100, true),
      change(1, 'list', 14_900),
    ];
    expect(priceSteps(changes, 's').map((step) => [new Date(step.at).getUTCDate(), step.minor, step.isSale])).toEqual([
      [1, 14_900, false],
      [3, 9900, true],
      [5, 14_900, false],
      [9, 15_900, false],
    ]);
  });

  it('are none for another SKU', () => {
    expect(priceSteps([change(1, 'list', 100)], 'other')).toEqual([]);
  });
});
