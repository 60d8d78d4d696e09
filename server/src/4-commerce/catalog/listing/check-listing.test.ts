import { describe, expect, it } from 'vitest';
import {
  checkListing,
  LISTING_NEEDS,
  type ListingFacts,
  NEED_TEXTS,
  type SkuFacts,
  sayMissing,
} from './check-listing.ts';
import { mayMove, PRODUCT_STATES, type ProductState } from './states.ts';

const SKU: SkuFacts = { stock: 5, listMinor: 14_900, saleMinor: null, costMinor: 6000 };
const WHOLE: ListingFacts = {
  categoryId: 'c',
  kind: '衬衫',
  material: '棉',
  style: '修身',
  targetGroup: '男性',
  description: '好看',
  images: 1,
  skus: [SKU],
};

describe('[C145a] the listing check', () => {
  it('finds nothing in a product with picture, price and all six facts', () => {
    expect(checkListing(WHOLE)).toEqual({ missing: [], warnings: [] });
  });

  it.each([
    [{ images: 0 }, ['picture']],
    [{ categoryId: null }, ['category']],
    [{ kind: null }, ['kind']],
    [{ material: null }, ['material']],
    [{ style: null }, ['style']],
    [{ targetGroup: null }, ['targetGroup']],
    [{ skus: [] }, ['quantity', 'price']],
    [{ skus: [{ ...SKU, listMinor: null }] }, ['price']],
    [{ skus: [{ ...SKU, listMinor: 0 }] }, ['price']],
    [{ skus: [SKU, { ...SKU, listMinor: null }] }, ['price']],
    [{ images: 0, skus: [{ ...SKU, listMinor: null }] }, ['price', 'picture']],
  ] satisfies [Partial<ListingFacts>, string[]][])('%j lacks %j', (change, missing) => {
    expect(checkListing({ ...WHOLE, ...change }).missing).toEqual(missing);
  });

  it.each([
    [{ skus: [{ ...SKU, saleMinor: 5900 }] }, ['price_below_cost']],
    [{ skus: [{ ...SKU, saleMinor: 6000 }] }, []],
    [{ skus: [{ ...SKU, saleMinor: 15_000 }] }, ['sale_above_list']],
    [{ skus: [{ ...SKU, stock: 0 }] }, ['no_stock']],
    [{ skus: [{ ...SKU, stock: 0 }, SKU] }, []],
    [{ description: null }, ['no_description']],
  ] satisfies [Partial<ListingFacts>, string[]][])('%j warns of %j', (change, warnings) => {
    expect(checkListing({ ...WHOLE, ...change }).warnings).toEqual(warnings);
  });

  it('says every need in both languages', () => {
    for (const need of LISTING_NEEDS) {
      expect(sayMissing([need])).toEqual(NEED_TEXTS[need]);
    }
    expect(sayMissing(['price', 'picture']).en).toBe('price (above zero for every SKU), picture (at least one)');
  });
});

describe('[C145a] the states of a product', () => {
  const TABLE: Readonly<Record<ProductState, readonly ProductState[]>> = {
    draft: ['checked'],
    checked: ['on', 'draft'],
    on: ['off'],
    off: ['on', 'draft'],
  };
  const rows = PRODUCT_STATES.flatMap((from) =>
    PRODUCT_STATES.map((to) => [from, to, TABLE[from].includes(to)] as const),
  );

  it.each(rows)('%s → %s: %s', (from, to, allowed) => {
    expect(mayMove(from, to)).toBe(allowed);
  });
});
