import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createChance } from '#test/face-histories.ts';
import { BUCKETS, estimate, sampleOf } from './estimate.ts';

describe('an estimate', () => {
  it('holds the truth in its interval about 95 times of 100', () => {
    // A repeatable shuffle: hits of a population of 20,000, of which 1,000 are looked at.
    const chance = createChance(7);
    for (const share of [0.01, 0.3, 0.9]) {
      let inside = 0;
      for (let round = 0; round < 300; round += 1) {
        let [left, hitsLeft, hits] = [20_000, Math.round(20_000 * share), 0];
        const truth = hitsLeft;
        for (let drawn = 0; drawn < 1000; drawn += 1) {
          const isHit = chance.int(left) < hitsLeft;
          hits += isHit ? 1 : 0;
          hitsLeft -= isHit ? 1 : 0;
          left -= 1;
        }
        const { interval } = estimate({ hits, sampled: 1000, total: 20_000 });
        inside += interval.low <= truth && truth <= interval.high ? 1 : 0;
      }
      expect(inside / 300).toBeGreaterThan(0.9);
    }
  });

  it('never contradicts what the sample itself proves', () => {
    const asked = fc
      .tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 100_000 }))
      .map(([sampled, hits, rest]) => ({ sampled, hits: Math.min(hits, sampled), total: sampled + rest }));
    fc.assert(
      fc.property(asked, ({ sampled, hits, total }) => {
        const { count, interval } = estimate({ hits, sampled, total });
        expect(interval.low).toBeGreaterThanOrEqual(hits);
        expect(interval.high).toBeLessThanOrEqual(total - (sampled - hits));
        expect(interval.low).toBeLessThanOrEqual(count);
        expect(count).toBeLessThanOrEqual(interval.high);
      }),
    );
  });

  it('is exact when everybody was looked at, and knows nothing when nobody was', () => {
    expect(estimate({ hits: 7, sampled: 20, total: 20 })).toEqual({ count: 7, interval: { low: 7, high: 7 } });
    expect(estimate({ hits: 0, sampled: 0, total: 9 })).toEqual({ count: 0, interval: { low: 0, high: 9 } });
  });

  it('looks at a bounded number of people, and at all of a few', () => {
    expect(sampleOf(1000)).toBeNull();
    expect(sampleOf(1_000_000)).toBe(41);
    expect(((sampleOf(100_000_000) ?? BUCKETS) / BUCKETS) * 100_000_000).toBeLessThan(200_000);
  });
});
