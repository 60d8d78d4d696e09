import { describe, expect, it } from 'vitest';
import { circlesOf, maskAt, regionPlaces } from './euler.ts';

const FRAME = { width: 400, height: 300 };
const pairs = (table: Readonly<Record<string, number>>) => (a: number, b: number) => table[`${a}${b}`] ?? 0;

/** The share of the picture's circles that lies in a region, by counting points. */
function areaOf(circles: ReturnType<typeof circlesOf>, mask: number): number {
  let hits = 0;
  for (let x = 0.5; x < FRAME.width; x += 1) {
    for (let y = 0.5; y < FRAME.height; y += 1) {
      hits += maskAt(circles, x, y) === mask ? 1 : 0;
    }
  }
  return hits;
}

describe('circles of sets', () => {
  it('are as large as the sets, and share as much as those do', () => {
    const circles = circlesOf({ sizes: [400, 100], pairOf: pairs({ '01': 40 }) }, FRAME);
    const [both, first, second] = [areaOf(circles, 3), areaOf(circles, 1), areaOf(circles, 2)];
    expect((first + both) / (second + both)).toBeCloseTo(4, 1);
    expect(both / (second + both)).toBeCloseTo(0.4, 1);
  });

  it('lie inside each other where the one holds the other, and apart where nobody is in both', () => {
    const inside = circlesOf({ sizes: [300, 50], pairOf: pairs({ '01': 50 }) }, FRAME);
    expect(regionPlaces(inside, FRAME).map(({ mask }) => mask)).toEqual([1, 3]);
    const apart = circlesOf({ sizes: [300, 50], pairOf: () => 0 }, FRAME);
    expect(regionPlaces(apart, FRAME).map(({ mask }) => mask)).toEqual([1, 2]);
  });

  it('stay in their frame, with a place for the figure of every region, whatever the sizes', () => {
    let seed = 11;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    for (let round = 0; round < 60; round += 1) {
      const sizes = [0, 0, 0].map(() => Math.floor(random() * 1000));
      const shared = [0, 0, 0].map(() => random());
      const pairOf = (a: number, b: number): number =>
        Math.floor((shared[a + b - 1] ?? 0) * Math.min(sizes[a] ?? 0, sizes[b] ?? 0));
      const circles = circlesOf({ sizes, pairOf }, FRAME);
      for (const { x, y, r } of circles) {
        expect([x, y, r].every(Number.isFinite)).toBe(true);
        expect(x - r).toBeGreaterThan(-0.01);
        expect(x + r).toBeLessThan(FRAME.width + 0.01);
        expect(y + r).toBeLessThan(FRAME.height + 0.01);
      }
      for (const { mask, x, y } of regionPlaces(circles, FRAME)) {
        expect(maskAt(circles, x, y)).toBe(mask);
      }
    }
  });

  it('of nobody are points', () => {
    const circles = circlesOf({ sizes: [0, 0], pairOf: () => 0 }, FRAME);
    expect(circles.map(({ r }) => r)).toEqual([0, 0]);
    expect(regionPlaces(circles, FRAME)).toEqual([]);
  });
});
