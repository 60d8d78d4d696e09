import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithData } from '#test/data-sets.ts';
import { nextBasketSplits } from '#test/next-basket-splits.ts';
import { createBaskets, leastCount, mineItemSets, rulesOf } from '../baskets/mine.ts';
import { rulesFor, verdictOf } from './advice.ts';
import { candidatesOf } from './candidates.ts';
import { createCoPurchases } from './co-purchases.ts';
import { createFollowers } from './followers.ts';
import type { Basket } from './histories.ts';
import { keptModel, rankingOf } from './learned-content.ts';
import { createLines, linesToOffer } from './lines.ts';
import { knowledgeOf, learnFrom, learnSplit, recallOf, recommenderOf } from './next-basket.ts';
import { expectedAgain } from './next-purchase.ts';
import { createPairs } from './pairs.ts';
import { plainRecommenders } from './plain-recommenders.ts';
import { rank, rankNew, UNLEARNED } from './ranking.ts';

const ITEMS = 8;
const item = fc.integer({ min: 0, max: ITEMS - 1 });
const basket = fc.uniqueArray(item, { minLength: 1, maxLength: 5 });
const history: fc.Arbitrary<Basket<number>[]> = fc
  .array(fc.record({ day: fc.integer({ min: 0, max: 300 }), items: basket }), { minLength: 1, maxLength: 8 })
  .map((baskets) => baskets.toSorted((a, b) => a.day - b.day));

describe('[C080] pairs of goods in baskets', () => {
  it('are the rules of two items that the search for item sets finds, figure by figure', () => {
    fc.assert(
      fc.property(
        fc.array(basket, { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, confidence) => {
          const pairs = createPairs(ITEMS);
          all.forEach((each) => pairs.add([...each, ...each]));
          const searched = createBaskets();
          all.forEach((each) => searched.add(each.map(String)));
          const baskets = searched.finish();
          const least = leastCount(0.05, all.length);
          const expected = rulesOf(mineItemSets(baskets, least, { longest: 2 }), { baskets: all.length, confidence })
            .filter(({ lift }) => lift > 1)
            .map(
              ({ left, right, ...rest }) => [`${baskets.items[left[0] ?? 0]}>${baskets.items[right]}`, rest] as const,
            );
          const found = pairs
            .finish({ baskets: least, confidence })
            .map(({ left, right, baskets: count, ...rest }) => [`${left}>${right}`, { ...rest, count }] as const);
          expect(new Map(found)).toEqual(new Map(expected));
        },
      ),
    );
  });

  it('are those counted by hand', () => {
    const pairs = createPairs(3);
    for (const each of [[0, 1], [0, 1], [0, 1], [0], [2], [1, 2]]) {
      pairs.add(each);
    }
    expect(pairs.finish({ baskets: 2, confidence: 0.5 })).toEqual([
      { left: 0, right: 1, baskets: 3, support: 0.5, confidence: 0.75, lift: (0.75 * 6) / 4 },
      { left: 1, right: 0, baskets: 3, support: 0.5, confidence: 0.75, lift: (0.75 * 6) / 4 },
    ]);
  });
});

describe('[C082] recommendations', () => {
  it('never call a thing new that was bought, keep chances between 0 and 1, and say why', () => {
    fc.assert(
      fc.property(fc.array(history, { minLength: 1, maxLength: 20 }), (histories) => {
        const learning = createCoPurchases(ITEMS, 301);
        histories.forEach(learning.add);
        const knowledge = knowledgeOf(learning.finish());
        for (const own of histories) {
          const bought = new Set(own.flatMap(({ items }) => items));
          const ranked = rank(candidatesOf(own, knowledge), UNLEARNED);
          expect(new Set(ranked.filter(({ isOwn }) => isOwn).map((each) => each.item))).toEqual(bought);
          expect(ranked.every(({ chance }) => chance >= 0 && chance <= 1)).toBe(true);
          for (const { item: each, because, score } of rankNew(ranked)) {
            expect(bought.has(each)).toBe(false);
            expect(score).toBeGreaterThan(0);
            expect(because.length > 0 && because.every((reason) => bought.has(reason))).toBe(true);
          }
        }
        expect(candidatesOf([], knowledge)).toEqual([]);
      }),
    );
  });

  it('do not depend on the order in which customers are learned from', () => {
    fc.assert(
      fc.property(fc.array(history, { minLength: 2, maxLength: 12 }), (histories) => {
        const [one, other] = [createCoPurchases(ITEMS, 301), createCoPurchases(ITEMS, 301)];
        histories.forEach(one.add);
        histories.toReversed().forEach(other.add);
        const weights = ({ neighbours }: ReturnType<typeof one.finish>) =>
          neighbours.map((all) => new Map(all.map((each) => [each.item, Number(each.weight.toFixed(4))])));
        const [left, right] = [weights(one.finish()), weights(other.finish())];
        for (const [place, all] of left.entries()) {
          expect(new Set(all.keys())).toEqual(new Set(right[place]?.keys()));
          for (const [other, weight] of all) {
            expect(Math.abs(weight - (right[place]?.get(other) ?? 0))).toBeLessThan(1e-3);
          }
        }
      }),
    );
  });
});

describe('[C084] the next purchase', () => {
  const shampoo = (days: readonly number[]) => days.map((day) => ({ day, items: ['shampoo'] }));
  const intervalOf = (): number | null => null;

  it('is expected after the usual interval, with the room that past intervals took', () => {
    expect(expectedAgain(shampoo([0, 30, 61, 90]), { asOfDay: 100, intervalOf })).toEqual([
      { item: 'shampoo', day: 120, tolerance: 1, everyDays: 30, times: 4, lastDay: 90 },
    ]);
    const [once] = expectedAgain(shampoo([10]), { asOfDay: 20, intervalOf: () => 40 });
    expect(once).toMatchObject({ day: 50, tolerance: 20, everyDays: 40, times: 1 });
    expect(expectedAgain(shampoo([10]), { asOfDay: 20, intervalOf })).toEqual([]);
    expect(expectedAgain(shampoo([0, 30]), { asOfDay: 200, intervalOf })).toEqual([]);
  });

  it('lies after the last one, and shifts with the calendar', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 4000 }), (own, shift) => {
        const asOfDay = 301;
        const expected = expectedAgain(own, { asOfDay, intervalOf: () => 30 });
        expect(expected.every(({ day, lastDay, tolerance }) => day >= lastDay && tolerance >= 1)).toBe(true);
        const moved = own.map((each) => ({ ...each, day: each.day + shift }));
        const later = expectedAgain(moved, { asOfDay: asOfDay + shift, intervalOf: () => 30 });
        expect(later.map(({ day }) => day - shift)).toEqual(expected.map(({ day }) => day));
      }),
    );
  });

  it('follows what was bought, when it does for others, with the days between', () => {
    const followers = createFollowers(3);
    for (const gap of [10, 20, 30]) {
      followers.add([
        { day: 0, items: [0] },
        { day: gap, items: [1] },
      ]);
    }
    followers.add([
      { day: 0, items: [0] },
      { day: 5, items: [0] },
    ]);
    followers.add([
      { day: 0, items: [2] },
      { day: 5, items: [2] },
    ]);
    expect(followers.finish()).toEqual([{ item: 0, other: 1, customers: 3, share: 0.75, lift: 1.25, days: 20 }]);
    expect(followers.intervals()).toEqual([expect.closeTo(5, 9), null, expect.closeTo(5, 9)]);
  });
});

describe('[C083] lines', () => {
  it('are offered to buyers of one who lack the other, with the rate among those who have it', () => {
    const lines = createLines();
    for (const own of [['health'], ['health', 'beauty'], ['health', 'beauty'], ['health'], ['home']]) {
      lines.add(new Set(own));
    }
    const pairs = lines.finish();
    expect(pairs).toContainEqual({ from: 'health', to: 'beauty', buyers: 4, both: 2, rate: 0.5 });
    expect(linesToOffer(new Set(['health']), pairs).map(({ to }) => to)).toEqual(['beauty']);
    expect(linesToOffer(new Set(['health', 'beauty']), pairs)).toEqual([]);
    // Nobody bought for the home beside anything else, so it is offered to nobody.
    expect(linesToOffer(new Set(['beauty']), pairs).map(({ to }) => to)).toEqual(['health']);
    const rated = [
      { from: 'health', to: 'home', buyers: 10, both: 1, rate: 0.1 },
      { from: 'health', to: 'beauty', buyers: 10, both: 4, rate: 0.4 },
      { from: 'pets', to: 'home', buyers: 4, both: 3, rate: 0.75 },
    ];
    expect(linesToOffer(new Set(['health']), rated).map(({ to }) => to)).toEqual(['beauty', 'home']);
    expect(linesToOffer(new Set(['health', 'pets']), rated).map(({ to, from }) => [to, from])).toEqual([
      ['home', 'pets'],
      ['beauty', 'health'],
    ]);
  });
});

describe('[C082a] advice', () => {
  const rules = [
    { field: 'skin', says: ['干性'], goods: ['干性', '所有肤质'] },
    { field: 'skin', says: ['油性'], goods: ['油性', '所有肤质'] },
  ];

  it('fits what is marked for what the profile says, keeps off what is marked for others, leaves the rest alone', () => {
    const own = rulesFor(rules, () => '干性肌肤');
    const verdicts = ['干性肌肤', '适合所有肤质', '油性肌肤', '男士', null].map((target) =>
      verdictOf(target, { rules, own }),
    );
    expect(verdicts).toEqual(['fits', 'fits', 'other', 'unmarked', 'unmarked']);
    expect(verdictOf('油性肌肤', { rules, own: rulesFor(rules, () => null) })).toBe('unmarked');
  });
});

describeWithData('online_retail', '[C082] the next basket of a gift shop', (folder) => {
  it('holds more of what is recommended than of what plain ways recommend', { timeout: 120_000 }, async () => {
    const { test, learning } = await nextBasketSplits(folder);
    expect([test.histories.size, test.items, test.next.size]).toEqual([3145, 3332, 764]);
    // One month is enough to learn from; the bench takes two.
    const ranking = learnFrom(learning.slice(-1));
    const kept = rankingOf({ own: keptModel(ranking.own), fresh: keptModel(ranking.fresh) });
    const ours = recallOf(test, recommenderOf(learnSplit(test), kept), 10);
    expect(ours.fresh.customers).toBe(682);
    expect(ours.all.recall).toBeGreaterThan(0.22);
    expect(ours.fresh.recall).toBeGreaterThan(0.1);
    const plain = plainRecommenders(test);
    const popular = recallOf(test, plain.popular, 10);
    const cosine = recallOf(test, plain.cosine, 10);
    expect(popular.all.recall).toBeCloseTo(0.0562, 4);
    expect(ours.all.recall).toBeGreaterThan(recallOf(test, plain.ownFrequent, 10).all.recall);
    expect(ours.fresh.recall).toBeGreaterThan(Math.max(popular.fresh.recall, cosine.fresh.recall));
  });
});
