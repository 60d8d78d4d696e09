import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeenOrders } from './seen-orders.ts';

describe('the orders that a running import has met', () => {
  it('are those of a set', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 })), fc.array(fc.string({ maxLength: 6 })), (added, asked) => {
        const seen = createSeenOrders();
        const model = new Set<string>();
        for (const number of added) {
          seen.add(number);
          model.add(number);
          expect(seen.size).toBe(model.size);
        }
        for (const number of [...added, ...asked]) {
          expect(seen.has(number)).toBe(model.has(number));
        }
      }),
    );
  });

  it('stay those of a set while it grows to 200,000, neighbouring numbers included', () => {
    const seen = createSeenOrders();
    for (let i = 0; i < 200_000; i += 1) {
      seen.add(`N${10_000_000 + i}`);
    }
    expect(seen.size).toBe(200_000);
    for (let i = 0; i < 200_000; i += 1) {
      if (!seen.has(`N${10_000_000 + i}`) || seen.has(`M${10_000_000 + i}`)) {
        throw new Error(`wrong at ${i}`);
      }
    }
  });
});
