import { describe, expect, it } from 'vitest';
import { fieldOf, limitsOf } from './field.ts';

const cell = (
  r: number,
  f: number,
  customers: number,
  group: 'important_value' | 'general_keep' = 'important_value',
) => ({ r, f, customers, monetaryMinor: customers * 10, group });
const at = (field: ReturnType<typeof fieldOf>, r: number, f: number) =>
  field.find((entry) => entry.r === r && entry.f === f);

describe('the RFM field', () => {
  it('[C028] has 25 squares, frequency 5 on top and recency 1 at the left', () => {
    const field = fieldOf({ cells: [] }, 'size');
    expect(field).toHaveLength(25);
    expect([field[0]?.r, field[0]?.f, field[24]?.r, field[24]?.f]).toEqual([1, 5, 5, 1]);
  });

  it('is deepest where most people are, by square root', () => {
    const field = fieldOf({ cells: [cell(5, 5, 400), cell(4, 5, 100)] }, 'size');
    expect([at(field, 5, 5)?.depth, at(field, 4, 5)?.depth, at(field, 1, 1)?.depth]).toEqual([1, 0.5, 0]);
  });

  it('counts spend below nothing as nothing', () => {
    const field = fieldOf({ cells: [{ ...cell(5, 5, 4), monetaryMinor: -900 }, cell(1, 1, 9)] }, 'spend');
    expect(at(field, 5, 5)?.depth).toBe(0);
  });

  it('outlines a group only where another begins', () => {
    const field = fieldOf({ cells: [cell(5, 5, 4), cell(4, 5, 4), cell(3, 5, 4, 'general_keep')] }, 'size');
    expect(at(field, 5, 5)?.edges).toEqual({ top: true, right: true, bottom: true, left: false });
    expect(at(field, 4, 5)?.edges.left).toBe(true);
  });

  it('names each group once, in its fullest square', () => {
    const field = fieldOf({ cells: [cell(5, 5, 4), cell(4, 5, 9), cell(1, 1, 2, 'general_keep')] }, 'size');
    expect(field.filter((entry) => entry.isNamed).map(({ r, f }) => [r, f])).toEqual([
      [4, 5],
      [1, 1],
    ]);
  });

  it('reads cut points as limits of the five scores', () => {
    const limits = limitsOf([1, 1, 2, 4]);
    expect(limits.map(({ limit }) => limit)).toEqual([1, 1, 2, 4, 4]);
    expect(limits.map(({ isLast }) => isLast)).toEqual([false, false, false, false, true]);
    expect(limits.map(({ isVoid }) => isVoid)).toEqual([false, true, false, false, false]);
  });
});
