import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { allCategories } from '../catalog/categories/store.ts';
import { pathOf } from '../catalog/categories/tree.ts';
import { mergeChannels } from '../shops/channels.ts';
import { listChannels, listShops } from '../shops/store.ts';
import { listGoods, listPrices, type PriceRow } from './store.ts';

/** Which shop and sales channel each source is of, and what they are called. */
export interface Places {
  readonly sources: readonly { readonly source: string; readonly shop: string; readonly channel: string }[];
  readonly shops: ReadonlyMap<string, Text>;
  readonly channels: ReadonlyMap<string, Text>;
}

/** Which product and category each SKU (in lower case, as orders have it) is of, and what they are called. */
export interface Goods {
  readonly skus: readonly { readonly sku: string; readonly product: string; readonly category: string }[];
  readonly products: ReadonlyMap<string, Text>;
  /** By their path from the root. */
  readonly categories: ReadonlyMap<string, Text>;
}

/** The names behind what the analytic store has as words of sources. */
export interface Naming {
  places(): Promise<Places>;
  goods(): Promise<Goods>;
  /** What every SKU (in lower case) is listed at and costs at an instant; null where nobody said. */
  prices(at: Date): Promise<readonly PriceRow[]>;
}

const same = (name: string): Text => ({ 'zh-CN': name, en: name });

/** Naming over one kernel. */
export function createNaming({ postgres }: Pick<Kernel, 'postgres'>): Naming {
  const { db } = postgres;
  return {
    places: async () => {
      const shops = await listShops(db);
      const channels = mergeChannels(await listChannels(db));
      return {
        sources: shops.flatMap(({ id, channel, sources }) => sources.map((source) => ({ source, shop: id, channel }))),
        shops: new Map(shops.map(({ id, name }) => [id, same(name)])),
        channels: new Map(channels.map(({ key, label }) => [key, label])),
      };
    },
    prices: (at) => listPrices(db, at),
    goods: async () => {
      const [rows, nodes] = await Promise.all([listGoods(db), allCategories(db)]);
      return {
        skus: rows.map(({ sku, productId, categoryId }) => ({ sku, product: productId, category: categoryId ?? '' })),
        products: new Map(rows.map(({ productId, name }) => [productId, same(name)])),
        categories: new Map(
          nodes.map(({ id }) => [
            id,
            same(
              pathOf(nodes, id)
                .map(({ name }) => name)
                .join(' / '),
            ),
          ]),
        ),
      };
    },
  };
}
