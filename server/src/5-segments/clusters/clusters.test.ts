import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseClusters, silhouette } from './choose.ts';
import { kMeans, seeded } from './k-means.ts';
import { distance, nearest, type Point, pointOf, scaleOf } from './scale.ts';
import { nameOf } from './words.ts';

const point = fc
  .tuple(...Array.from({ length: 4 }, () => fc.integer({ min: -3000, max: 3000 })))
  .map((all): Point => all);
const points = fc.array(point, { minLength: 1, maxLength: 60 });
const raw = fc.record({
  recency: fc.nat(4000),
  purchases: fc.integer({ min: 1, max: 500 }),
  net: fc.nat(2 ** 40),
  breadth: fc.nat(300),
});

/** So many points close around each of some places that lie far apart. */
function blobs(centres: readonly Point[], each: number): Point[] {
  const random = seeded(7);
  return Array.from({ length: each }, () =>
    centres.map((centre) => centre.map((value) => value + Math.round((random() - 0.5) * 300))),
  ).flat();
}

describe('[C220] k-means', () => {
  it('leaves every point with the centre nearest to it, and the same points come to the same clusters', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 8 }), fc.nat(), (all, k, seed) => {
        const found = kMeans(all, k, seeded(seed));
        expect(found).toEqual(kMeans(all, k, seeded(seed)));
        expect(found.centres.length).toBeGreaterThan(0);
        expect(found.centres.length).toBeLessThanOrEqual(Math.min(k, all.length));
        expect(found.labels).toEqual(all.map((each) => nearest(each, found.centres)));
        const inertia = all.reduce(
          (sum, each, at) => sum + distance(each, found.centres[found.labels[at] ?? 0] ?? []),
          0,
        );
        expect(found.inertia).toBe(inertia);
      }),
    );
  });

  it('is not farther from its centres than one middle is from all, but for rounding', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 2, max: 6 }), (all, k) => {
        const one = kMeans(all, 1, seeded(1)).inertia;
        // A centre is rounded by half at most in each of four columns.
        expect(kMeans(all, k, seeded(1)).inertia).toBeLessThanOrEqual(one + all.length);
      }),
    );
  });

  it('finds groups that lie apart, and how many there are', () => {
    const centres = [
      [2000, 2000, 0, 0],
      [-2000, 2000, 0, 0],
      [0, -2000, 2000, 0],
      [0, 0, -2000, 2000],
    ];
    for (const count of [2, 3, 4]) {
      const all = blobs(centres.slice(0, count), 40);
      const chosen = chooseClusters(all, { min: 2, max: 8 });
      expect(chosen?.k).toBe(count);
      expect(chosen?.silhouette).toBeGreaterThan(0.8);
      expect(new Set(chosen?.labels.slice(0, count)).size).toBe(count);
      expect(chosen?.tried.map(({ k }) => k)).toContain(count);
    }
  });

  it('stays within the bounds, and says so when there are not enough different points', () => {
    const all = blobs(
      [
        [0, 0, 0, 0],
        [2000, 0, 0, 0],
      ],
      30,
    );
    expect(chooseClusters(all, { min: 3, max: 5 })?.k).toBeGreaterThanOrEqual(3);
    expect(
      chooseClusters(
        [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
        { min: 2, max: 3 },
      ),
    ).toBeNull();
    expect(chooseClusters([], { min: 2, max: 3 })).toBeNull();
  });
});

describe('[C220] the silhouette', () => {
  it('is that worked out by hand, and never leaves −1 to 1', () => {
    // 0 and 1 in one cluster, 10 in the other: (10 − 1) / 10 and (9 − 1) / 9, and nothing for the one by itself.
    expect(silhouette([[0], [1], [10]], [0, 0, 1], 2)).toBeCloseTo((0.9 + 8 / 9) / 3, 12);
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 5 }), (all, k) => {
        const { labels, centres } = kMeans(all, k, seeded(3));
        const found = silhouette(all, labels, centres.length);
        expect(found >= -1 && found <= 1).toBe(true);
      }),
    );
  });
});

describe('[C220] the scale', () => {
  it('keeps the order of values, in whole numbers, with a middle at nought', () => {
    fc.assert(
      fc.property(fc.array(raw, { minLength: 2, maxLength: 50 }), (sample) => {
        const scale = scaleOf(sample);
        const placed = sample.map((each) => pointOf(each, scale));
        expect(placed.flat().every(Number.isSafeInteger)).toBe(true);
        const byNet = sample
          .map(({ net }, at) => [net, placed[at]?.[2] ?? 0] as const)
          .toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(byNet.every(([, place], at) => at === 0 || place >= (byNet[at - 1]?.[1] ?? 0))).toBe(true);
        const { thresholds, scores } = scale.net;
        expect(scores).toHaveLength(thresholds.length + 1);
        expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b));
      }),
    );
  });

  it('gives names by what a centre is far from the middle in', () => {
    expect(nameOf([-900, 1200, 1500, 0])).toEqual({
      'zh-CN': '花得多、买得勤、最近买过',
      en: 'spends much, buys often, bought lately',
    });
    expect(nameOf([0, 100, -100, 0])['zh-CN']).toBe('居中');
  });
});
