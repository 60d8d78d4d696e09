import { describe, expect, it } from 'vitest';
import { monthEnds, placeOf } from './month-ends.ts';

describe('the year of the map', () => {
  it('goes from month to month up to the day', () => {
    const days = monthEnds('2024-03-15');
    expect(days).toHaveLength(13);
    expect([days[0], days[10], days[11], days[12]]).toEqual(['2023-03-31', '2024-01-31', '2024-02-29', '2024-03-15']);
  });

  it('places a day between two ends at the later one', () => {
    const days = monthEnds('2024-03-15');
    expect([placeOf(days, '2024-02-10'), placeOf(days, '2024-03-15'), placeOf(days, '2020-01-01')]).toEqual([
      11, 12, 0,
    ]);
  });
});
