import { describe, expect, it } from 'vitest';
import { againstAll, growthOf, LEAST_PEOPLE } from './growth.ts';

/** Odds at which a binomial share would just be this unlikely, found by halving: Wilson's interval from its definition. */
function wilson(now: number, then: number, side: 1 | -1): number {
  const all = now + then;
  const share = now / all;
  let [near, far] = [share, side === 1 ? 1 : 0];
  for (let n = 0; n < 200; n += 1) {
    const middle = (near + far) / 2;
    const score = Math.abs(share - middle) / Math.sqrt((middle * (1 - middle)) / all);
    [near, far] = score < 2.5758293035489004 ? [middle, far] : [near, middle];
  }
  return near / (1 - near);
}

describe('[C215] growth', () => {
  it('has the interval of its definition', () => {
    for (const [now, then] of [
      [40, 10],
      [10, 40],
      [1, 99],
      [500, 480],
      [7, 3],
    ] as const) {
      const { ratio, low, high } = growthOf(now, then);
      expect(ratio).toBe(now / then);
      expect(low).toBeCloseTo(wilson(now, then, -1), 9);
      expect(high ?? Number.NaN).toBeCloseTo(wilson(now, then, 1), 9);
    }
  });

  it('is no rise where few bought, however much it grew', () => {
    expect(growthOf(3, 0)).toMatchObject({ ratio: null, high: null, verdict: 'few' });
    expect(growthOf(LEAST_PEOPLE - 1, 0).verdict).toBe('few');
    expect(growthOf(40, 10).verdict).toBe('rising');
    expect(growthOf(10, 40).verdict).toBe('falling');
    expect(growthOf(30, 20).verdict).toBe('steady');
    expect(growthOf(0, 0)).toEqual({ ratio: null, low: 0, high: null, verdict: 'few' });
    expect(growthOf(0, 30)).toMatchObject({ ratio: 0, low: 0, verdict: 'falling' });
  });

  it('puts the certain rise before the steep one, and tells what everything rose by', () => {
    expect(growthOf(300, 200).low).toBeGreaterThan(growthOf(6, 1).low);
    expect(againstAll(growthOf(30, 20), growthOf(300, 100))).toBeCloseTo(0.5, 12);
    expect(againstAll(growthOf(30, 0), growthOf(300, 100))).toBeNull();
  });
});
