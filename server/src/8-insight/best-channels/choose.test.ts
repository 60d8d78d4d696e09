import { describe, expect, it } from 'vitest';
import { chooseChannel, isAhead, shareOf } from './choose.ts';

describe('the best channel of a group', () => {
  it('is told only where chance hardly explains the difference', () => {
    const few = [
      { channels: ['tmall'], customers: 6 },
      { channels: ['jd'], customers: 3 },
    ];
    expect(chooseChannel(20, few)).toMatchObject({
      best: null,
      channels: [{ channel: 'tmall', buyers: 6, share: 0.3 }, {}],
    });
    const many = few.map((set) => ({ ...set, customers: set.customers * 20 }));
    expect(chooseChannel(400, many).best).toBe('tmall');
  });

  it('is told apart by those alone who buy in one of the two', () => {
    const sets = [
      { channels: ['jd', 'tmall'], customers: 10_000 },
      { channels: ['tmall'], customers: 12 },
      { channels: ['jd'], customers: 8 },
    ];
    expect(isAhead('tmall', 'jd', sets)).toBe(false);
    // (40 − 8 − 1)² ÷ 48 = 20.0, above 6.63
    expect(
      isAhead('tmall', 'jd', [...sets.slice(0, 1), { channels: ['tmall'], customers: 40 }, ...sets.slice(2)]),
    ).toBe(true);
  });

  it('has shares whose interval holds them, and narrows with the group', () => {
    // Wilson by hand for 30 of 100 at z = 2.5758.
    expect(shareOf(30, 100)).toEqual({ share: 0.3, low: expect.closeTo(0.1976, 3), high: expect.closeTo(0.4274, 3) });
    let width = 1;
    for (const size of [10, 100, 1000, 10_000]) {
      const { share, low, high } = shareOf(size * 0.4, size);
      expect(low <= share && share <= high && high - low < width).toBe(true);
      width = high - low;
    }
    expect(shareOf(0, 0)).toEqual({ share: 0, low: 0, high: 1 });
    expect(chooseChannel(5, [{ channels: ['jd'], customers: 5 }]).best).toBeNull();
  });
});
