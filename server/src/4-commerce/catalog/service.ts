import type { ExportKind, ImportKind, RecordKind } from '#intake';
import type { Db } from '#kernel/db/postgres.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import { categoryRoutes } from './categories/routes.ts';
import { createCategories } from './categories/service.ts';
import * as categories from './categories/store.ts';
import { createCategoryPath } from './categories/tree.ts';
import { CATALOG_EVENT_TYPES } from './event-types.ts';
import { productExportKind } from './exporting/service.ts';
import { imageRoutes } from './images/routes.ts';
import { createImages, type Images } from './images/service.ts';
import { productImportKind } from './importing/service.ts';
import { listingRoutes } from './listing/routes.ts';
import { createListing, type Listing } from './listing/service.ts';
import { priceRoutes } from './prices/routes.ts';
import { createPrices } from './prices/service.ts';
import { priceTimers } from './prices/timers.ts';
import { productRoutes } from './products/routes.ts';
import { createProducts } from './products/service.ts';
import * as products from './products/store.ts';
import { productRecordKind } from './recording/service.ts';

/** What an order line or a view of a product is about. */
export interface ProductOfSku {
  readonly productId: string;
  readonly skuId: string;
  readonly code: string;
  readonly name: string;
  readonly size: string | null;
  readonly colour: string | null;
  /** Names from the root down; empty without a category. */
  readonly categoryPath: readonly string[];
  readonly imageId: string | null;
}

export interface Catalog {
  readonly parts: Required<Pick<ModuleParts, 'routes' | 'timers' | 'eventTypes'>>;
  readonly importKinds: readonly ImportKind[];
  readonly recordKinds: readonly RecordKind[];
  readonly exportKinds: readonly ExportKind[];
  /** Pictures and the work of listing, for a module that fills the shelf by itself. */
  readonly images: Pick<Images, 'add'>;
  readonly listing: Pick<Listing, 'move' | 'history'>;
  /**
   * The products that a source's SKUs mean (by its own key, our SKU code or the barcode), by SKU as asked. Unknown
   * ones are left out. For showing only: what an order says of name and price stays.
   */
  productsBySku(db: Db, source: string, skus: readonly string[]): Promise<ReadonlyMap<string, ProductOfSku>>;
}

export interface CatalogOptions {
  /** ISO 4217; where nobody names one. */
  readonly defaultCurrency: () => Promise<string>;
}

/** What is sold: categories, products, prices, pictures, listing work. */
export function createCatalog(kernel: Kernel, options: CatalogOptions): Catalog {
  const listing = createListing(kernel);
  const images = createImages(kernel, listing);
  const kept = createProducts(kernel, { listing, ...options });
  return {
    parts: {
      routes: [
        ...categoryRoutes(createCategories(kernel)),
        ...productRoutes(kept),
        ...priceRoutes(createPrices(kernel, listing)),
        ...listingRoutes(listing, kept),
        ...imageRoutes(images),
      ],
      timers: priceTimers(kernel),
      eventTypes: CATALOG_EVENT_TYPES,
    },
    // Row and data types are the kinds' own business; the registries hold kinds of every one.
    importKinds: [productImportKind(kernel) as ImportKind],
    recordKinds: [productRecordKind(kernel, options) as RecordKind],
    exportKinds: [productExportKind(kernel)],
    images,
    listing,
    productsBySku: (db, source, skus) => productsBySku(kernel, db, { source, skus }),
  };
}

async function productsBySku(
  kernel: Kernel,
  db: Db,
  { source, skus }: { readonly source: string; readonly skus: readonly string[] },
): Promise<ReadonlyMap<string, ProductOfSku>> {
  const matches = await products.findBySku(db, source, [...new Set(skus)]);
  const ids = [...new Set(matches.map((match) => match.productId))];
  const set = await products.loadProducts(db, ids, kernel.clock.now());
  const byId = new Map(set.products.map((product) => [product.id, product]));
  const pathOf = createCategoryPath(matches.length === 0 ? [] : await categories.allCategories(db));
  const found = new Map<string, ProductOfSku>();
  for (const { sku, skuId, productId } of matches) {
    const product = byId.get(productId);
    const variant = set.skus.get(productId)?.find((each) => each.id === skuId);
    if (product !== undefined && variant !== undefined) {
      const { code, name, categoryId } = product;
      const { size, colour } = variant;
      const categoryPath = categoryId === null ? [] : pathOf(categoryId);
      const imageId = set.images.get(productId)?.[0]?.id ?? null;
      found.set(sku, { productId, skuId, code, name, size, colour, categoryPath, imageId });
    }
  }
  return found;
}
