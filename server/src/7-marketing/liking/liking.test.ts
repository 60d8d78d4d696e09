import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageBands, type Place, POWERS, placesFor } from '../pyramid/place.ts';
import { fitsOf, fittingFirst, NO_LIKING } from '../recommendations/liking.ts';
import { winnerOf } from './weigh.ts';

const age = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
const place: fc.Arbitrary<Place> = fc.record({
  tier: fc.constantFrom(1, 2, 3),
  kind: fc.constantFrom('brand', 'category'),
  id: fc.uuid(),
  powers: fc.subarray([...POWERS], { minLength: 1 }),
  ageFrom: age,
  ageTo: age,
});

describe('[C042] the product pyramid', () => {
  it('parts ages into bands in each of which everybody stands in the same places', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 8 }), fc.constantFrom(...POWERS, null), (places, power) => {
        const bands = ageBands(places);
        expect(bands[0]?.from).toBe(0);
        expect(bands.at(-1)?.to).toBeNull();
        for (const [at, { from, to }] of bands.entries()) {
          expect(to === null || bands[at + 1]?.from === to + 1).toBe(true);
          const there = (years: number) => placesFor(places, { power, age: years });
          expect(there(to ?? from + 20)).toEqual(there(from));
        }
      }),
    );
  });

  it('puts the highest tier first, and whoever is unknown only where nothing is asked', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 8 }), age, (places, years) => {
        const found = placesFor(places, { power: null, age: years });
        expect(found.every(({ powers }) => powers.length === POWERS.length)).toBe(true);
        expect(found.every(({ tier }, at) => at === 0 || tier >= (found[at - 1]?.tier ?? 0))).toBe(true);
        const unknown = placesFor(places, { power: 'middle', age: null });
        expect(unknown.every(({ ageFrom, ageTo }) => ageFrom === null && ageTo === null)).toBe(true);
      }),
    );
  });
});

describe('[C003a] what fits', () => {
  it('moves ahead and never back, nothing is lost, and without a liking nothing moves', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), (liked) => {
        const ranked = liked.map((_, at) => at);
        const fit = { kind: 'tier', name: 'x', tier: 2 } as const;
        const shown = fittingFirst(ranked, (at) => (liked[at] === true ? [fit] : []));
        expect(shown.map(({ item }) => item).toSorted((a, b) => a - b)).toEqual(ranked);
        for (const [at, { item, fits }] of shown.entries()) {
          expect(fits.length > 0 ? at <= item : true).toBe(true);
        }
        expect(fittingFirst(ranked, () => []).map(({ item }) => item)).toEqual(ranked);
      }),
    );
  });

  it('is known by the name of a category or brand in any case, and by the pyramid', () => {
    const goods = {
      brand: { id: 'b', name: 'Biotherm' },
      categories: [
        { id: 'r', name: '美妆' },
        { id: 'c', name: '护肤' },
      ],
    };
    expect(fitsOf(goods, NO_LIKING)).toEqual([]);
    const said = { meant: [], categories: ['护肤 '], brands: ['BIOTHERM'] };
    expect(fitsOf(goods, said).map(({ kind }) => kind)).toEqual(['category', 'brand']);
    const meant = [{ tier: 2, kind: 'category', id: 'r', name: '美妆' }] as const;
    expect(fitsOf(goods, { ...NO_LIKING, meant })).toEqual([{ kind: 'tier', name: '美妆', tier: 2 }]);
  });

  it('counts a word before a habit unless the word is out of date, and chance is no habit', () => {
    const habit = { count: 4, of: 8 };
    expect(winnerOf({ isStale: false }, habit)).toBe('stated');
    expect(winnerOf({ isStale: true }, habit)).toBe('observed');
    expect(winnerOf({ isStale: true }, { count: 2, of: 2 })).toBe('stated');
    expect(winnerOf(null, habit)).toBe('observed');
    expect(winnerOf(null, { count: 3, of: 8 })).toBeNull();
    expect(winnerOf(null, null)).toBeNull();
  });
});
