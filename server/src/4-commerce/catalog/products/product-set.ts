import { checkListing, type ListingCheck } from '../listing/check-listing.ts';
import type { ProductState } from '../listing/states.ts';

export interface ProductRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly brandId: string | null;
  readonly brandName: string | null;
  readonly categoryId: string | null;
  readonly kind: string | null;
  readonly material: string | null;
  readonly style: string | null;
  readonly targetGroup: string | null;
  readonly description: string | null;
  readonly supplier: string | null;
  readonly isOneTime: boolean;
  readonly currency: string;
  readonly state: ProductState;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Prices as of the instant that was asked for. */
export interface SkuRow {
  readonly id: string;
  readonly productId: string;
  readonly code: string;
  readonly size: string | null;
  readonly colour: string | null;
  readonly barcode: string | null;
  readonly stock: number;
  readonly listMinor: number | null;
  readonly saleMinor: number | null;
  readonly costMinor: number | null;
}

export interface ImageRow {
  readonly id: string;
  readonly productId: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

export interface KeyRow {
  readonly source: string;
  readonly kind: 'product' | 'sku';
  readonly key: string;
}

/** Products with what belongs to them. */
export interface ProductSet {
  readonly products: readonly ProductRow[];
  readonly skus: ReadonlyMap<string, readonly SkuRow[]>;
  readonly images: ReadonlyMap<string, readonly ImageRow[]>;
}

/** Completeness and accuracy of one of them. */
export function checkOf(set: ProductSet, product: ProductRow): ListingCheck {
  return checkListing({
    ...product,
    images: set.images.get(product.id)?.length ?? 0,
    skus: set.skus.get(product.id) ?? [],
  });
}
