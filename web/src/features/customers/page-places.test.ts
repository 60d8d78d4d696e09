import { describe, expect, it } from 'vitest';
import { createPagePlaces, pagesAround } from './page-places.ts';

const places = (maxSkip: number) => createPagePlaces({ pageSize: 200, maxSkip });

describe('where pages of a list begin', () => {
  it('is straight to be reached where rows can be passed over', () => {
    const known = places(100_000);
    expect(known.placeOf(0)).toEqual({ cursor: undefined, skip: 0 });
    expect(known.placeOf(300)).toEqual({ cursor: undefined, skip: 60_000 });
    known.learn(299, { nextCursor: 'c300', length: 200 });
    expect(known.placeOf(300)).toEqual({ cursor: 'c300', skip: 0 });
    expect(known.placeOf(302)).toEqual({ cursor: 'c300', skip: 400 });
    expect(known.lengthOf(100_000)).toBe(100_000);
  });

  it('is reached in leaps where it is too far for one', () => {
    const known = places(100_000);
    expect(known.placeOf(900)).toBeNull();
    expect(known.stepTo(900)).toBe(500);
    known.learn(500, { nextCursor: 'c501', length: 200 });
    expect(known.placeOf(900)).toEqual({ cursor: 'c501', skip: 79_800 });
  });

  it('is told page by page where nothing can be passed over; so many rows can be scrolled to', () => {
    const known = places(0);
    expect(known.lengthOf(1000)).toBe(200);
    expect(pagesAround({ first: 0, last: 0 }, { places: known, lastPage: 4 })).toEqual([0]);
    known.learn(0, { nextCursor: 'c1', length: 200 });
    expect(known.lengthOf(1000)).toBe(400);
    expect(known.lengthOf(null)).toBe(400);
    known.learn(1, { nextCursor: null, length: 7 });
    expect(known.lengthOf(null)).toBe(207);
  });

  it('moves when rows came or went before it', () => {
    const known = places(100_000);
    expect(known.learn(0, { nextCursor: 'c1', length: 200 })).toBe(false);
    known.learn(1, { nextCursor: 'c2', length: 200 });
    expect(known.learn(0, { nextCursor: 'c1', length: 200 })).toBe(false);
    expect(known.learn(0, { nextCursor: 'other', length: 200 })).toBe(true);
    expect(known.placeOf(2)).toEqual({ cursor: 'other', skip: 200 });
    expect(known.learn(0, { nextCursor: null, length: 3 })).toBe(true);
    expect(known.lengthOf(500)).toBe(3);
  });

  it('believes a page more than a count that may be old', () => {
    const known = places(100_000);
    known.learn(0, { nextCursor: 'c1', length: 200 });
    expect(known.lengthOf(200)).toBe(201);
  });

  it('asks for neighbours, and for no page behind the end', () => {
    const known = places(100_000);
    expect(pagesAround({ first: 3, last: 3 }, { places: known, lastPage: 9 })).toEqual([2, 3, 4, 5]);
    expect(pagesAround({ first: 0, last: 9 }, { places: known, lastPage: 9 })).toHaveLength(10);
  });
});
