import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeenOrders } from './seen-orders.ts';

describe('the orders that a running import has met', () => {
  it('are counted as a map counts them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 })), fc.array(fc.string({ maxLength: 6 })), (added, asked) => {
        const seen = createSeenOrders();
        const model = new Map<string, number>();
        for (const number of added) {
          seen.add(number);
          model.set(number, (model.get(number) ?? 0) + 1);
          expect(seen.size).toBe(model.size);
        }
        for (const number of [...added, ...asked]) {
          expect(seen.rowsOf(number)).toBe(model.get(number) ?? 0);
        }
      }),
    );
  });

  it('stay counted while it grows to 200,000, neighbouring numbers included', () => {
    const seen = createSeenOrders();
    for (let i = 0; i < 200_000; i += 1) {
      seen.add(`N${10_000_000 + i}`);
    }
    expect(seen.size).toBe(200_000);
    for (let i = 0; i < 200_000; i += 1) {
      if (seen.rowsOf(`N${10_000_000 + i}`) !== 1 || seen.rowsOf(`M${10_000_000 + i}`) !== 0) {
        throw new Error(`wrong at ${i}`);
      }
    }
  });

  it('count no further than 65,535 rows of one order', () => {
    const seen = createSeenOrders();
    for (let i = 0; i < 70_000; i += 1) {
      seen.add('N1');
    }
    expect(seen.rowsOf('N1')).toBe(Number.POSITIVE_INFINITY);
    expect(seen.size).toBe(1);
  });
});
