import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChanceSplit } from './chance-report.ts';
import { type Known, learn, splitAtRandom, splitInTime, verdict, weightsOf } from './judge.ts';
import { type ChanceRow, caseAt, daysKnown, knownAt } from './moments.ts';
import { qualityOf } from './quality.ts';

/** The same numbers between 0 and 1 for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const LEARNERS = { model: ['daysSince', 'visits'], baseline: ['daysSince'] };
const chance = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** Customers to whom it happens by a rule of what is known of them. */
function cases(seed: number, count: number, logOdds: (days: number, visits: number) => number): readonly Known[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const [daysSince, visits] = [random() * 100, Math.floor(random() * 10)];
    return { features: { daysSince, visits }, happened: random() < chance(logOdds(daysSince, visits)) };
  });
}

describe('what a model of chances says of itself', () => {
  it('[C084a] finds the signal that was planted, in time and at random, and says what speaks for and against it', () => {
    const planted = (days: number, visits: number): number => -1 - 0.01 * days + 0.5 * visits;
    const [earlier, later] = [cases(1, 2000, planted), cases(2, 2000, planted)];
    const time = splitInTime(earlier, later, LEARNERS);
    const random = splitAtRandom(later, LEARNERS);
    const ideal = qualityOf(
      later.map(({ features }) => chance(planted(Number(features['daysSince']), Number(features['visits'])))),
      later.map(({ happened }) => happened),
    );
    for (const found of [time, random]) {
      expect(Math.abs((found?.model.auc ?? 0) - (ideal?.auc ?? 0))).toBeLessThan(0.01);
      expect(found?.model.auc).toBeGreaterThan((found?.baseline.auc ?? 1) + 0.1);
      expect(found?.held).toBe(2000);
    }
    expect([time?.learned, random?.learned]).toEqual([2000, 1600]);
    expect(verdict({ time, random })).toBe('model');
    const weights = weightsOf(learn(later, LEARNERS.model), later);
    expect(weights.map(({ key, direction }) => [key, direction])).toEqual([
      ['visits', 'for'],
      ['daysSince', 'against'],
    ]);
    expect(weights.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
  });

  it('[C084a] ranks noise like a coin and says that it is of no use', () => {
    const verdicts = Array.from({ length: 20 }, (_, n) => {
      const [earlier, later] = [cases(100 + n, 600, () => -0.5), cases(200 + n, 600, () => -0.5)];
      const time = splitInTime(earlier, later, LEARNERS);
      expect(Math.abs((time?.model.auc ?? 0) - 0.5)).toBeLessThan(0.1);
      return verdict({ time, random: splitAtRandom(later, LEARNERS) });
    });
    expect(verdicts.filter((each) => each !== 'none').length).toBeLessThanOrEqual(1);
  });

  it('[C084a] uses the plain one where the model does worse, and nothing without enough of either outcome', () => {
    const measure = (auc: number): ChanceSplit['model'] => ({
      auc,
      aucLow: auc - 0.02,
      aucHigh: auc + 0.02,
      brier: 0.2,
      top: { cases: 1, happened: 1 },
      tenths: [],
    });
    const split = (model: number, baseline: number): ChanceSplit => ({
      learned: 1,
      held: 1,
      happened: 1,
      model: measure(model),
      baseline: measure(baseline),
    });
    expect(verdict({ time: split(0.6, 0.65), random: split(0.7, 0.65) })).toBe('baseline');
    // What ranks well at random and like a coin in time is of no use.
    expect(verdict({ time: split(0.51, 0.5), random: split(0.7, 0.6) })).toBe('none');
    expect(verdict({ time: null, random: split(0.7, 0.6) })).toBe('model');
    expect(verdict({ time: null, random: null })).toBe('none');
    const rare = cases(3, 1000, () => -9);
    expect(splitAtRandom(rare, LEARNERS)).toBeNull();
    expect(
      splitInTime(
        cases(4, 150, () => 0),
        rare,
        LEARNERS,
      ),
    ).toBeNull();
  });

  it('[C084a] holds chances against what came: tenths, interval, precision and recall of the highest tenth', () => {
    // By hand: twenty cases; the two highest are one tenth, and one of them happened, of four in all.
    const twenty = Array.from({ length: 20 }, (_, n) => n / 20);
    const found = qualityOf(
      twenty,
      twenty.map((_, n) => [19, 15, 4, 0].includes(n)),
    );
    expect(found?.top).toEqual({ cases: 2, happened: 1 });
    expect(found?.topTenthLift).toBeCloseTo(0.5 / 0.2, 12);
    expect(found?.calibration[9]).toMatchObject({ cases: 2, said: 0.925, happened: 0.5 });
    // Wilson's interval of one in two.
    expect(found?.calibration[9]?.low).toBeCloseTo(0.0945, 3);
    expect(found?.calibration[9]?.high).toBeCloseTo(0.9055, 3);
  });

  it('[C084a] chances that are true lie in the intervals of what came; overconfident ones do not', () => {
    const tally = (distort: (logOdds: number) => number): number => {
      let inside = 0;
      for (let seed = 0; seed < 30; seed += 1) {
        const random = randomFrom(1000 + seed);
        const odds = Array.from({ length: 1000 }, () => -2 + 4 * random());
        const happened = odds.map((each) => random() < chance(each));
        const found = qualityOf(
          odds.map((each) => chance(distort(each))),
          happened,
        );
        inside += (found?.calibration ?? []).filter(({ said, low, high }) => said >= low && said <= high).length;
      }
      return inside / 300;
    };
    expect(tally((each) => each)).toBeGreaterThan(0.9);
    expect(tally((each) => each * 3)).toBeLessThan(0.5);
  });
});

describe('what was known of a customer at a moment', () => {
  const HORIZON = 30;
  const order = fc.record({
    ago: fc.integer({ min: 0, max: 200 }),
    sales: fc.integer({ min: 1, max: 1_000_000 }),
    pieces: fc.integer({ min: 0, max: 9000 }),
    lists: fc.integer({ min: 0, max: 1_000_000 }),
    discounts: fc.integer({ min: 0, max: 1000 }),
  });
  const rowOf = (
    orders: readonly { ago: number; sales: number; pieces: number; lists: number; discounts: number }[],
  ) => {
    const newest = orders.toSorted((a, b) => a.ago - b.ago);
    return {
      ago: newest.map(({ ago }) => ago),
      sales: newest.map(({ sales }) => sales),
      pieces: newest.map(({ pieces }) => pieces),
      lists: newest.map(({ lists }) => lists),
      discounts: newest.map(({ discounts }) => discounts),
      events: [7, 5, 3],
      earlierEvents: [1, 0, 9],
    } satisfies ChanceRow;
  };

  it('[C038] is the same whatever came after it, and as if that had been the day asked about', () => {
    fc.assert(
      fc.property(fc.array(order, { maxLength: 20 }), fc.integer({ min: 0, max: 2 }), (orders, horizons) => {
        const back = horizons * HORIZON;
        const row = rowOf(orders);
        const moment = { horizonDays: HORIZON, horizons, lookBack: 100 };
        const found = caseAt(row, moment);
        const before = rowOf(orders.filter(({ ago }) => ago >= back));
        expect(found).toEqual(caseAt(before, moment));
        const moved = {
          ...rowOf(orders.filter(({ ago }) => ago >= back).map((one) => ({ ...one, ago: one.ago - back }))),
          events: [row.events[horizons] ?? 0],
          earlierEvents: [row.earlierEvents[horizons] ?? 0],
        };
        expect(found).toEqual(caseAt(moved, { ...moment, horizons: 0 }));
        expect(found === null).toBe(!orders.some(({ ago }) => ago >= back && ago < back + 100));
        const bought = orders.some(({ ago }) => ago < back && ago >= back - HORIZON);
        expect(knownAt(row, moment)?.happened ?? bought).toBe(bought);
        expect(daysKnown([row])).toBe(Math.max(0, ...orders.map(({ ago }) => ago + 1)));
      }),
    );
  });
});
