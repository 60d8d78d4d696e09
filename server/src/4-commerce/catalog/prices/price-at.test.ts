import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costAt, lineAt, PRICE_KINDS, type PriceLine, priceAt, rangeOf } from './price-at.ts';

const DAY = 86_400_000;
const day = (number: number): Date => new Date(Date.UTC(2026, 0, 1) + number * DAY);

const lineOf = fc.record({
  changeId: fc.uuid({ version: 7 }),
  skuId: fc.constantFrom('a', 'b'),
  kind: fc.constantFrom(...PRICE_KINDS),
  effectiveAt: fc.integer({ min: 0, max: 20 }).map(day),
  cancelled: fc.boolean(),
  amountMinor: fc.option(fc.integer({ min: 1, max: 50_000 })),
}) satisfies fc.Arbitrary<PriceLine>;
const lines = fc.uniqueArray(lineOf, { maxLength: 25, selector: (line) => line.changeId });
const moment = fc.integer({ min: -1, max: 22 }).map(day);

describe('the price at an instant', () => {
  it('is that of the latest change that had begun and was not cancelled', () => {
    fc.assert(
      fc.property(lines, moment, fc.constantFrom('a', 'b'), fc.constantFrom(...PRICE_KINDS), (all, at, skuId, kind) => {
        const held = all
          .filter((line) => line.skuId === skuId && line.kind === kind && !line.cancelled && line.effectiveAt <= at)
          .toSorted((a, b) => a.effectiveAt.getTime() - b.effectiveAt.getTime() || (a.changeId < b.changeId ? -1 : 1))
          .at(-1);
        expect(lineAt(all, { skuId, kind, at })).toBe(held ?? null);
      }),
    );
  });

  it('does not depend on the order in which changes are told', () => {
    fc.assert(
      fc.property(lines, moment, (all, at) => {
        expect(priceAt(all.toReversed(), { skuId: 'a', at })).toEqual(priceAt(all, { skuId: 'a', at }));
      }),
    );
  });

  it('before a change begins is what it was without that change', () => {
    fc.assert(
      fc.property(lines, lineOf, moment, (all, added, at) => {
        fc.pre(at < added.effectiveAt);
        expect(priceAt([...all, added], { skuId: 'a', at })).toEqual(priceAt(all, { skuId: 'a', at }));
        expect(costAt([...all, added], { skuId: 'a', at })).toEqual(costAt(all, { skuId: 'a', at }));
      }),
    );
  });

  it('is the sale price while there is one, the list price otherwise', () => {
    const line = (kind: 'list' | 'sale', from: number, amountMinor: number | null): PriceLine => ({
      changeId: `${kind}-${from}`,
      skuId: 'a',
      kind,
      effectiveAt: day(from),
      cancelled: false,
      amountMinor,
    });
    const all = [line('list', 0, 14_900), line('sale', 3, 9900), line('sale', 5, null), line('list', 7, 15_900)];
    const payable = [-1, 0, 2, 3, 4, 5, 6, 7].map((at) => priceAt(all, { skuId: 'a', at: day(at) }).payableMinor);
    expect(payable).toEqual([null, 14_900, 14_900, 9900, 9900, 14_900, 14_900, 15_900]);
  });

  it('of several SKUs runs from the cheapest to the dearest', () => {
    expect(rangeOf([300, null, 100])).toEqual({ fromMinor: 100, toMinor: 300 });
    expect(rangeOf([null])).toBeNull();
  });
});
