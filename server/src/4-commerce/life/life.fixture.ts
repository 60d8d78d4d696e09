import type { OrderLife, Saying } from './order-life.ts';

let count = 0;

/** Increasing ids, as those of the clock. */
export function nextId(): string {
  count += 1;
  return `01900000-0000-7000-8000-${String(count).padStart(12, '0')}`;
}

export const SAYING: Saying = {
  now: new Date('2026-03-02T02:00:00.000Z'),
  byFact: false,
  speaker: { kind: 'user', id: 'u1', name: '店员' },
  newId: nextId,
};

/** An order of two lines: two shirts for 200.00, one belt for 50.00. */
export function orderWith(overrides: Partial<OrderLife>): OrderLife {
  return {
    id: '01900000-0000-7000-9000-000000000001',
    source: 'web',
    number: 'N1',
    currency: 'CNY',
    scopeId: null,
    customerId: null,
    recordId: null,
    status: 'placed',
    statusAt: new Date('2026-03-01T00:00:00.000Z'),
    placedAt: new Date('2026-03-01T00:00:00.000Z'),
    totalMinor: 25_000,
    lines: [
      { lineNo: 1, sku: 'SHIRT', quantity: '2', amountMinor: 20_000 },
      { lineNo: 2, sku: 'BELT', quantity: '1', amountMinor: 5000 },
    ],
    payments: [],
    refunds: [],
    returns: [],
    shipments: [],
    changes: [],
    ...overrides,
  };
}
