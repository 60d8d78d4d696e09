import { describe, expect, it } from 'vitest';
import { gapOf, MIN_LOOKERS } from './gap.ts';

const ALL = { members: 10_000, lookers: 2000, buyers: 1000, both: 800 };

describe('[C044] a gap', () => {
  it('is where many look and nobody buys, or clearly fewer than elsewhere', () => {
    expect(gapOf({ members: 500, lookers: MIN_LOOKERS, buyers: 0, both: 0 }, ALL).gap).toBe('unbought');
    expect(gapOf({ members: 500, lookers: 200, buyers: 45, both: 20 }, ALL).gap).toBe('unbought');
    expect(gapOf({ members: 500, lookers: 200, buyers: 90, both: 80 }, ALL).gap).toBeNull();
  });

  it('is where clearly fewer buy than of everybody else, though few look', () => {
    const { gap, buying } = gapOf({ members: 1000, lookers: 5, buyers: 10, both: 2 }, ALL);
    expect(gap).toBe('under');
    expect(buying.lift).toBeCloseTo(10 / 1000 / (990 / 9000), 10);
  });

  it('is not claimed of a handful of people', () => {
    expect(gapOf({ members: 8, lookers: 6, buyers: 0, both: 0 }, ALL).gap).toBeNull();
  });
});
