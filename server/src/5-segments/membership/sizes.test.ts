import { describe, expect, it } from 'vitest';
import { sizesByDay } from './sizes.ts';

describe('the size of a segment over time', () => {
  it('goes back from what it is now over who entered and left', () => {
    const moves = [
      { date: '2026-03-01', entered: 5, left: 1 },
      { date: '2026-03-03', entered: 0, left: 2 },
    ];
    expect(sizesByDay(moves, { members: 10, since: '2026-02-28', until: '2026-03-04' })).toEqual([
      { date: '2026-02-28', members: 8, entered: 0, left: 0 },
      { date: '2026-03-01', members: 12, entered: 5, left: 1 },
      { date: '2026-03-02', members: 12, entered: 0, left: 0 },
      { date: '2026-03-03', members: 10, entered: 0, left: 2 },
      { date: '2026-03-04', members: 10, entered: 0, left: 0 },
    ]);
  });
});
