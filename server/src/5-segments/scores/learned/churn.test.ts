import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayNumber } from '#kernel/pure/dates.ts';
import { describeWithData } from '#test/data-sets.ts';
import { readInvoices } from '#test/online-retail.ts';
import { CHURN_FEATURES, churnCase, type Purchase } from './churn-features.ts';
import type { Case } from './features.ts';
import { chanceOf, learnLogistic } from './logistic.ts';
import { type Quality, qualityOf } from './quality.ts';

const purchase: fc.Arbitrary<Purchase> = fc.record({
  day: fc.integer({ min: 0, max: 400 }),
  amount: fc.double({ min: 0.01, max: 1e7, noNaN: true }),
  items: fc.integer({ min: 1, max: 500 }),
});

it('[C038] features of churn know nothing of what came after the day, in whatever order purchases are given', () => {
  fc.assert(
    fc.property(fc.array(purchase, { maxLength: 30 }), fc.integer({ min: 0, max: 420 }), (purchases, before) => {
      const past = purchases.filter(({ day }) => day < before);
      const found = churnCase(purchases, before);
      expect(found === null).toBe(past.length === 0);
      expect(found).toEqual(churnCase(past, before));
      expect(Object.keys(found ?? {})).toEqual(found === null ? [] : [...CHURN_FEATURES]);
      const shuffled = churnCase(past.toReversed(), before);
      for (const [name, value] of Object.entries(found ?? {})) {
        expect(value === null || Number.isFinite(value), name).toBe(true);
        expect(Number(shuffled?.[name] ?? 0), name).toBeCloseTo(Number(value ?? 0), 9);
      }
    }),
  );
});

describeWithData('online_retail', '[C038] customers of a gift shop who stay away', (folder) => {
  const WINDOW = 92;
  interface Known {
    readonly features: Case;
    readonly left: boolean;
  }

  /** Everybody seen before the day, and whether they stayed away in the time after it. */
  async function seenBefore(date: string, lookBack = Number.POSITIVE_INFINITY): Promise<readonly Known[]> {
    const before = dayNumber(date);
    const own = Map.groupBy(await readInvoices(folder, { goodsOnly: false }), ({ customer }) => customer);
    return [...own.values()].flatMap((invoices) => {
      const purchases = invoices.map(({ day, amount, items }) => ({ day, amount, items: items.size }));
      const features = churnCase(
        purchases.filter(({ day }) => day >= before - lookBack),
        before,
      );
      const left = !purchases.some(({ day }) => day >= before && day < before + WINDOW);
      return features === null ? [] : [{ features, left }];
    });
  }
  const learn = (known: readonly Known[]) =>
    learnLogistic(
      known.map(({ features }) => features),
      known.map(({ left }) => left),
      CHURN_FEATURES,
    );
  const holds = (quality: Quality | null, auc: number): void => {
    expect(quality?.auc).toBeGreaterThanOrEqual(auc);
    expect(quality?.brier).toBeLessThan(0.21);
    for (const { said, happened } of quality?.calibration ?? []) {
      expect(Math.abs(said - happened)).toBeLessThan(0.13);
    }
  };

  it('are told apart at least as well as by plain regression over ten folds', async () => {
    const known = await seenBefore('2011-06-01');
    expect([known.length, known.filter(({ left }) => left).length / known.length]).toEqual([
      2718,
      expect.closeTo(0.5037, 4),
    ]);
    const chances = known.map(() => 0);
    for (let fold = 0; fold < 10; fold += 1) {
      const model = learn(known.filter((_, place) => place % 10 !== fold));
      for (const [place, { features }] of known.entries()) {
        if (place % 10 === fold) {
          chances[place] = chanceOf(model, features);
        }
      }
    }
    const quality = qualityOf(
      chances,
      known.map(({ left }) => left),
    );
    holds(quality, 0.752);
  });

  it('are told apart three months later, by what was learned three months before', async () => {
    // The file begins in December: both times may look back no further than the earlier one can.
    const model = learn(await seenBefore('2011-03-01', 90));
    const later = await seenBefore('2011-06-01', 90);
    const quality = qualityOf(
      later.map(({ features }) => chanceOf(model, features)),
      later.map(({ left }) => left),
    );
    expect(quality?.auc).toBeGreaterThanOrEqual(0.68);
  });
});
