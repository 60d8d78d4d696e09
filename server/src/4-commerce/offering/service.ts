import type { ScopeLimit } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import { allCategories } from '../catalog/categories/store.ts';
import { pathOf, type TreeNode } from '../catalog/categories/tree.ts';
import * as store from './store.ts';

/** A product as somebody who recommends has to know it. */
export interface Offered extends Omit<store.OfferedRow, 'categoryId'> {
  /** Its category and those above it, from the root down; empty without one. */
  readonly categories: readonly { readonly id: string; readonly name: string }[];
}

/** Brands and categories by id, each with its name and SKUs (in lower case, as orders have them). */
export interface GoodsGroups {
  readonly brands: ReadonlyMap<string, Omit<store.BrandGoods, 'id'>>;
  readonly categories: ReadonlyMap<string, Omit<store.BrandGoods, 'id'>>;
}

/** What can be bought now, in SKUs. */
export interface Supply {
  /** stock: on sale and in stock; range: on sale, where nobody states stock; none: nothing is on sale. */
  readonly basis: 'stock' | 'range' | 'none';
  readonly offered: number;
  readonly byCategory: ReadonlyMap<string, number>;
  /** Every category with its own name. */
  readonly names: readonly { readonly id: string; readonly name: string }[];
}

/** What is offered, and who bought what of it: for modules that recommend. */
export interface Offering {
  products(ids: readonly string[]): Promise<ReadonlyMap<string, Offered>>;
  /** Those whose target group is stated, the newest first. */
  marked(limit: number): Promise<readonly Offered[]>;
  /** Whether stock is kept here at all; without it nothing is out of stock. */
  keepsStock(): Promise<boolean>;
  /** Products that a customer bought, order by order, the oldest first. */
  bought(customerId: string, scopeIds: ScopeLimit): Promise<readonly store.BoughtProduct[]>;
  /** What is sold under these brands and in these categories, those below included; what is gone is left out. */
  groups(asked: { readonly brands: readonly string[]; readonly categories: readonly string[] }): Promise<GoodsGroups>;
  /** How much of each category can be bought now. */
  supply(): Promise<Supply>;
  /** The root category of every category. */
  lines(): Promise<ReadonlyMap<string, { readonly id: string; readonly name: string }>>;
}

/** Reading what is offered, over one kernel. */
export function createOffering({ postgres }: Pick<Kernel, 'postgres'>): Offering {
  const { db } = postgres;
  const present = (rows: readonly store.OfferedRow[], nodes: readonly TreeNode[]): readonly Offered[] =>
    rows.map(({ categoryId, ...row }) => ({
      ...row,
      categories: pathOf(nodes, categoryId).map(({ id, name }) => ({ id, name })),
    }));
  return {
    products: async (ids) => {
      const [rows, nodes] = await Promise.all([store.offeredProducts(db, { ids }), allCategories(db)]);
      return new Map(present(rows, nodes).map((product) => [product.id, product]));
    },
    marked: async (limit) => {
      const [rows, nodes] = await Promise.all([store.offeredProducts(db, { limit }), allCategories(db)]);
      return present(rows, nodes);
    },
    keepsStock: () => store.hasStock(db),
    bought: (customerId, scopeIds) => store.boughtProducts(db, customerId, scopeIds),
    groups: async ({ brands, categories }) => {
      const [found, nodes] = await Promise.all([store.brandGoods(db, brands), allCategories(db)]);
      const groups = nodes
        .filter(({ id }) => categories.includes(id))
        .map(async ({ id, name }) => {
          const within = nodes.filter((node) => pathOf(nodes, node.id).some((above) => above.id === id));
          const skus = await store.categorySkus(
            db,
            within.map((node) => node.id),
          );
          return [id, { name, skus }] as const;
        });
      return {
        brands: new Map(found.map(({ id, name, skus }) => [id, { name, skus }])),
        categories: new Map(await Promise.all(groups)),
      };
    },
    supply: async () => {
      const [rows, keepsStock, nodes] = await Promise.all([store.onSale(db), store.hasStock(db), allCategories(db)]);
      const counted = rows.map(
        ({ categoryId, skus, inStock }) => [categoryId ?? '', keepsStock ? inStock : skus] as const,
      );
      const onSale = rows.reduce((sum, { skus }) => sum + skus, 0);
      return {
        basis: onSale === 0 ? 'none' : keepsStock ? 'stock' : 'range',
        offered: counted.reduce((sum, [, skus]) => sum + skus, 0),
        byCategory: new Map(counted),
        names: nodes.map(({ id, name }) => ({ id, name })),
      };
    },
    lines: async () => {
      const nodes = await allCategories(db);
      return new Map(
        nodes.flatMap(({ id }) => {
          const root = pathOf(nodes, id)[0];
          return root === undefined ? [] : [[id, { id: root.id, name: root.name }] as const];
        }),
      );
    },
  };
}
