import type { RfmOrder } from './purchases.ts';
import type { RfmScores } from './score.ts';
import type { RfmValues } from './values.ts';

/** Ten customers and their orders, small enough to be worked out with pencil and paper as of 2026-03-01. */
export const TEN_CUSTOMERS = Array.from({ length: 10 }, (_, i) => `00000000-0000-7000-8000-0000000000${10 + i}`);

type Sale = readonly [date: string, fen: number];

/** By customer; the window of 365 days begins on 2025-03-02. */
const SALES: readonly (readonly Sale[])[] = [
  // 1 day, 5 purchases, 1000
  [
    ['2026-02-28', 200],
    ['2026-02-01', 200],
    ['2026-01-01', 200],
    ['2025-12-01', 200],
    ['2025-06-01', 200],
  ],
  // the day itself, 1 purchase, 100
  [['2026-03-01', 100]],
  // 10 days, 2 purchases, 3000
  [
    ['2026-02-19', 1000],
    ['2026-02-19', 2000],
  ],
  // 30 days, 2 purchases, 300
  [
    ['2026-01-30', 150],
    ['2025-03-02', 150],
  ],
  // 59 days, 1 purchase, 300; the older one lies one day before the window
  [
    ['2026-01-01', 300],
    ['2025-03-01', 9999],
  ],
  // 90 days, 4 purchases, 400
  [
    ['2025-12-01', 100],
    ['2025-11-01', 100],
    ['2025-10-01', 100],
    ['2025-09-01', 100],
  ],
  // 90 days, 1 purchase, 500
  [['2025-12-01', 500]],
  // 181 days, 3 purchases, 6000
  [
    ['2025-09-01', 2000],
    ['2025-08-01', 2000],
    ['2025-07-01', 2000],
  ],
  // 365 days: outside the window, so 0 purchases, 0
  [
    ['2025-03-01', 7000],
    ['2024-03-01', 7000],
  ],
  // 20 days, 1 purchase, 200
  [['2026-02-09', 200]],
];

export const TEN_ORDERS: readonly RfmOrder[] = [
  ...SALES.flatMap((sales, i) => sales.map(([businessDate, fen]) => sale(i, businessDate, fen))),
  // None of these counts.
  { ...sale(0, '2026-02-28', 5000), status: 'cancelled' },
  { ...sale(1, '2026-03-02', 5000) },
  { ...sale(2, '2026-02-20', 5000), currency: 'USD' },
  { ...sale(3, '2026-02-20', 0), kind: 'refund', totalMinor: -150, salesMinor: 0, salesLines: 0 },
  { ...sale(4, '2026-02-20', 5000), kind: 'adjustment' },
  { ...sale(5, '2026-02-20', 0), salesLines: 0 },
];

function sale(customer: number, businessDate: string, fen: number): RfmOrder {
  return {
    customerId: TEN_CUSTOMERS[customer] ?? '',
    kind: 'sale',
    status: 'paid',
    businessDate,
    currency: 'CNY',
    totalMinor: fen,
    refundedMinor: 0,
    salesMinor: fen,
    salesLines: 1,
  };
}

/**
 * Recency sorted 0 1 10 20 30 59 90 90 181 365, cuts (2nd, 4th, 6th, 8th) 1 20 59 90, mean 84.6.
 * Frequency sorted 0 1 1 1 1 2 2 3 4 5, cuts 1 1 2 3, mean 2.
 * Monetary sorted 0 100 200 300 300 400 500 1000 3000 6000, cuts 100 300 400 1000, mean 1180.
 */
export const TEN_EXPECTED: readonly (RfmValues & RfmScores)[] = [
  { recencyDays: 1, frequency: 5, monetary: 1000, r: 5, f: 5, m: 4, group: 'general_value' },
  { recencyDays: 0, frequency: 1, monetary: 100, r: 5, f: 1, m: 1, group: 'general_develop' },
  { recencyDays: 10, frequency: 2, monetary: 3000, r: 4, f: 3, m: 5, group: 'important_value' },
  { recencyDays: 30, frequency: 2, monetary: 300, r: 3, f: 3, m: 2, group: 'general_value' },
  { recencyDays: 59, frequency: 1, monetary: 300, r: 3, f: 1, m: 2, group: 'general_develop' },
  { recencyDays: 90, frequency: 4, monetary: 400, r: 2, f: 5, m: 3, group: 'general_keep' },
  { recencyDays: 90, frequency: 1, monetary: 500, r: 2, f: 1, m: 4, group: 'general_win_back' },
  { recencyDays: 181, frequency: 3, monetary: 6000, r: 1, f: 4, m: 5, group: 'important_keep' },
  { recencyDays: 365, frequency: 0, monetary: 0, r: 1, f: 1, m: 1, group: 'general_win_back' },
  { recencyDays: 20, frequency: 1, monetary: 200, r: 4, f: 1, m: 2, group: 'general_develop' },
];
