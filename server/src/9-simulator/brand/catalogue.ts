import { below, createPicker, createRandom, pick, type Random } from '../random.ts';
import { CATEGORY_GROUPS, type CategoryGroup, NEEDS, type Need, type Season } from './categories.ts';

export interface Product {
  /** Style number; a piece adds its size. */
  readonly code: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly material: string;
  readonly style: string;
  readonly colour: string;
  /** For whom, in the words of the shop. */
  readonly target: string;
  readonly sizes: readonly string[];
  /** One piece of each size, in the order of `sizes`. */
  readonly skus: readonly string[];
  readonly listPriceMinor: number;
  readonly costMinor: number;
  readonly returnRate: number;
  readonly cycleDays: number | null;
  readonly hasSizes: boolean;
}

export interface Catalogue {
  readonly products: readonly Product[];
  /** One that people buy in that month. */
  choose(random: Random, wanted: { readonly need: Need; readonly month: number }): Product;
}

const COLOURS = '黑色 白色 藏青 灰色 卡其 酒红 墨绿 米色 粉色 浅蓝 驼色 条纹'.split(' ');
const TARGETS: Readonly<Record<Need, string>> = {
  men: '成年男性',
  women: '成年女性',
  kids: '儿童',
  men_shoes: '成年男性',
  women_shoes: '成年女性',
  accessories: '成年人',
  home: '家庭',
  cosmetics: '18-45 岁女性',
};
const LETTERS: Readonly<Record<Need, string>> = {
  men: 'M',
  women: 'W',
  kids: 'K',
  men_shoes: 'MS',
  women_shoes: 'WS',
  accessories: 'AC',
  home: 'HM',
  cosmetics: 'CO',
};
/** Weight by month, January first. */
const SEASONS: Readonly<Record<Season, readonly number[]>> = {
  all: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  summer: [0.2, 0.3, 0.8, 1.5, 2, 2.2, 2, 1.5, 0.8, 0.4, 0.2, 0.2],
  winter: [1.7, 1, 0.6, 0.3, 0.1, 0.1, 0.1, 0.4, 1, 1.8, 2.3, 2.2],
  between: [0.7, 1, 1.8, 1.6, 1, 0.5, 0.4, 0.8, 1.8, 1.5, 0.8, 0.6],
};
/** Few products make most of the sales: the weight of rank k falls as k to this power. */
const POPULARITY_POWER = 0.75;

/** The assortment of the brand, some 400 products; it does not depend on how many customers there are. */
export function createCatalogue(seed: number): Catalogue {
  const counts = new Map<Need, number>();
  const made = CATEGORY_GROUPS.flatMap((group, groupIndex) =>
    group.leaves.flatMap((leaf, leafIndex) => {
      const random = createRandom(seed, { stream: 'catalogue', index: groupIndex * 100 + leafIndex });
      return Array.from({ length: group.productsPerLeaf }, () => {
        const number = (counts.get(group.need) ?? 0) + 1;
        counts.set(group.need, number);
        return { group, product: makeProduct(random, { group, leaf, number }) };
      });
    }),
  );
  const popularity = createRandom(seed, { stream: 'popularity', index: 0 });
  const ranked = made.map((each) => ({ ...each, weight: (1 + below(popularity, 60)) ** -POPULARITY_POWER }));
  const pickers = NEEDS.map((need) => {
    const of = ranked.filter(({ group }) => group.need === need);
    return Array.from({ length: 12 }, (_, month) =>
      createPicker(
        of.map(({ product, group, weight }) => [product, weight * (SEASONS[group.season][month] ?? 1)] as const),
      ),
    );
  });
  return {
    products: made.map(({ product }) => product),
    choose: (random, { need, month }) => {
      const choose = pickers[NEEDS.indexOf(need)]?.[month];
      if (choose === undefined) {
        throw new Error(`Nothing is sold for ${need} in month ${month}`);
      }
      return choose(random);
    },
  };
}

interface Making {
  readonly group: CategoryGroup;
  readonly leaf: string;
  readonly number: number;
}

function makeProduct(random: Random, { group, leaf, number }: Making): Product {
  const [low, high] = group.price;
  // More cheap things than dear ones; prices end in 9.
  const yuan = Math.max(9, Math.floor((low + (high - low) * random() ** 1.6) / 10) * 10 + 9);
  const material = pick(random, group.materials);
  const style = pick(random, group.styles);
  const colour = pick(random, COLOURS);
  const kind = leaf === '' ? group.name : leaf;
  const code = `${LETTERS[group.need]}${String(1000 + number)}`;
  const hasSizes = group.sizes.length > 1;
  const margin = 0.42 + 0.3 * random();
  return {
    code,
    name: `${group.root === '鞋' || group.root === '化妆品' ? '' : group.root}${style}${material}${kind} ${colour}`,
    path: leaf === '' ? [group.root, group.name] : [group.root, group.name, leaf],
    material,
    style,
    colour,
    target: TARGETS[group.need],
    sizes: group.sizes,
    skus: hasSizes ? group.sizes.map((size) => `${code}-${size}`) : [code],
    listPriceMinor: yuan * 100,
    costMinor: Math.round(yuan * (1 - margin) * 100),
    returnRate: group.returnRate,
    cycleDays:
      group.cycleDays === null ? null : group.cycleDays[0] + below(random, group.cycleDays[1] - group.cycleDays[0] + 1),
    hasSizes,
  };
}
