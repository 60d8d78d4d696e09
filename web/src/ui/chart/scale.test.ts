import { describe, expect, it } from 'vitest';
import { bandsOf, nextMark, spreadLabels, stacksOf, tickEvery, ticksOf } from './scale.ts';

describe('the scale of a chart', () => {
  it.each([
    [97, false, [0, 25, 50, 75, 100]],
    [100, false, [0, 25, 50, 75, 100]],
    [0.42, false, [0, 0.2, 0.4, 0.6]],
    [3, true, [0, 1, 2, 3]],
    [0, false, [0]],
    [Number.NaN, false, [0]],
  ])('reaches %s (whole: %s) in round steps', (max, isWhole, ticks) => {
    expect(ticksOf(max, { count: 4, isWhole })).toEqual(ticks);
  });

  it('gives each bar its part of the band, and never a barn door', () => {
    expect(bandsOf(0, { width: 100, fill: 0.5 })).toEqual([]);
    expect(bandsOf(2, { width: 100, fill: 0.5 })).toEqual([
      { x: 12.5, width: 25, centre: 25 },
      { x: 62.5, width: 25, centre: 75 },
    ]);
    expect(bandsOf(1, { width: 900, fill: 0.5 })[0]?.width).toBe(56);
  });

  it('names as many bands as have room for it', () => {
    expect(tickEvery(28, { width: 1000, room: 64 })).toBe(2);
    expect(tickEvery(7, { width: 1000, room: 64 })).toBe(1);
    expect(tickEvery(90, { width: 300, room: 64 })).toBe(23);
  });

  it('moves labels apart and keeps them inside, in their order', () => {
    expect(spreadLabels([10, 12, 90], { gap: 16, min: 0, max: 100 })).toEqual([10, 26, 90]);
    expect(spreadLabels([98, 99], { gap: 16, min: 0, max: 100 })).toEqual([84, 100]);
    expect(spreadLabels([50, 10], { gap: 16, min: 0, max: 100 })).toEqual([50, 10]);
  });

  it('stacks upward and gives what was returned no room', () => {
    expect(
      stacksOf(
        [
          [3, 0],
          [4, -2],
        ],
        2,
      ),
    ).toEqual([
      [
        { from: 0, to: 3 },
        { from: 3, to: 7 },
      ],
      [
        { from: 0, to: 0 },
        { from: 0, to: 0 },
      ],
    ]);
  });

  it('walks over marks that hold nothing, and stops at the edge', () => {
    const field = [1, 0, 0, 4];
    const has = (x: number): boolean | null => (x < 0 || x >= field.length ? null : field[x] !== 0);
    expect(nextMark({ x: 0, y: 0 }, { step: [1, 0], has })).toEqual({ x: 3, y: 0 });
    expect(nextMark({ x: 3, y: 0 }, { step: [1, 0], has })).toBeNull();
  });
});
