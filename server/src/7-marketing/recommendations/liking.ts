/** Why goods fit somebody beside what they bought: meant for them by the product pyramid, or preferred by their own word. */
export interface Fit {
  readonly kind: 'tier' | 'category' | 'brand';
  readonly name: string;
  /** Of the pyramid. */
  readonly tier: number | null;
}

/** What is known of somebody's liking. */
export interface Liking {
  readonly meant: readonly {
    readonly tier: number;
    readonly kind: 'brand' | 'category';
    readonly id: string;
    readonly name: string;
  }[];
  /** Names as they were said. */
  readonly categories: readonly string[];
  readonly brands: readonly string[];
}

export const NO_LIKING: Liking = { meant: [], categories: [], brands: [] };

export interface LikedGoods {
  readonly brand: { readonly id: string; readonly name: string } | null;
  /** From the root down. */
  readonly categories: readonly { readonly id: string; readonly name: string }[];
}

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/** What speaks for goods, their own word first. */
export function fitsOf({ brand, categories }: LikedGoods, { meant, ...said }: Liking): readonly Fit[] {
  const category = categories.find(({ name }) => said.categories.some((word) => same(word, name)));
  const isOwnBrand = brand !== null && said.brands.some((word) => same(word, brand.name));
  const place = meant.find(({ kind, id }) =>
    kind === 'brand' ? brand?.id === id : categories.some((each) => each.id === id),
  );
  return [
    ...(category === undefined ? [] : [{ kind: 'category', name: category.name, tier: null } as const]),
    ...(isOwnBrand ? [{ kind: 'brand', name: brand.name, tier: null } as const] : []),
    ...(place === undefined ? [] : [{ kind: 'tier', name: place.name, tier: place.tier } as const]),
  ];
}

/** What fits counts as if it stood at this part of its place: liking moves forward, and does not drown what is bought. */
const CLOSER = 4;

/** The same goods with those that fit further ahead; among alike the order stays. */
export function fittingFirst<Item>(
  ranked: readonly Item[],
  fits: (item: Item) => readonly Fit[],
): readonly { readonly item: Item; readonly fits: readonly Fit[] }[] {
  return ranked
    .map((item, at) => {
      const found = fits(item);
      return { item, fits: found, place: found.length === 0 ? at + 1 : (at + 1) / CLOSER ** found.length };
    })
    .toSorted((a, b) => a.place - b.place)
    .map(({ item, fits: found }) => ({ item, fits: found }));
}
