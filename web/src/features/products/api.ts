import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  addImage,
  addSku,
  type CallInput,
  type Category,
  cancelPrice,
  changeCategory,
  changeCost,
  changePrice,
  changeProduct,
  changeSku,
  createBrand,
  createCategory,
  createProduct,
  getProduct,
  listBrands,
  listCategories,
  listCosts,
  listListingSteps,
  listPrices,
  listProducts,
  moveProduct,
  orderImages,
  removeImage,
} from '@zhike/server/contracts';
import { call, uploadClient } from '../../api/client.ts';
import type { ProductsSearch } from '../../app/products-search.ts';

export const productsQuery = ({ q, category, brand, state }: ProductsSearch) =>
  infiniteQueryOptions({
    queryKey: ['products', 'list', { q, category, brand, state }],
    queryFn: ({ pageParam, signal }) =>
      call(listProducts, {
        query: {
          limit: 50,
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
          ...(q === undefined ? {} : { text: q }),
          ...(category === undefined ? {} : { categoryId: category }),
          ...(brand === undefined ? {} : { brandId: brand }),
          ...(state === undefined ? {} : { state }),
        },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: (before) => before,
  });

export const productQuery = (id: string) =>
  queryOptions({
    queryKey: ['products', 'one', id],
    queryFn: ({ signal }) => call(getProduct, { params: { id }, signal }),
  });

export const pricesQuery = (id: string) =>
  queryOptions({
    queryKey: ['products', 'prices', id],
    queryFn: ({ signal }) => call(listPrices, { params: { id }, signal }),
  });

export const costsQuery = (id: string) =>
  queryOptions({
    queryKey: ['products', 'costs', id],
    queryFn: ({ signal }) => call(listCosts, { params: { id }, signal }),
  });

export const stepsQuery = (id: string) =>
  queryOptions({
    queryKey: ['products', 'steps', id],
    queryFn: ({ signal }) => call(listListingSteps, { params: { id }, signal }),
  });

export const categoriesQuery = () =>
  queryOptions({
    queryKey: ['products', 'categories'],
    queryFn: ({ signal }) => call(listCategories, { signal }),
  });

export const brandsQuery = () =>
  queryOptions({ queryKey: ['products', 'brands'], queryFn: ({ signal }) => call(listBrands, { signal }) });

/** Everything about products is read anew after a change. */
export const PRODUCT_KEYS = ['products'] as const;

export type NewProduct = CallInput<typeof createProduct>['body'];
export type ProductChange = CallInput<typeof changeProduct>['body'];
export type NewSku = CallInput<typeof addSku>['body'];
export type SkuChange = CallInput<typeof changeSku>['body'];
export type PriceRequest = CallInput<typeof changePrice>['body'];
export type CostRequest = CallInput<typeof changeCost>['body'];
export type CategoryChange = CallInput<typeof changeCategory>['body'];

export const requestProduct = (body: NewProduct, idempotencyKey: string) =>
  call(createProduct, { body, idempotencyKey });
export const requestProductChange = (id: string, body: ProductChange) => call(changeProduct, { params: { id }, body });
export const requestSku = (id: string, body: NewSku, idempotencyKey: string) =>
  call(addSku, { params: { id }, body, idempotencyKey });
export const requestSkuChange = (id: string, skuId: string, body: SkuChange) =>
  call(changeSku, { params: { id, skuId }, body });
export const requestPrice = (id: string, body: PriceRequest, idempotencyKey: string) =>
  call(changePrice, { params: { id }, body, idempotencyKey });
export const requestCost = (id: string, body: CostRequest, idempotencyKey: string) =>
  call(changeCost, { params: { id }, body, idempotencyKey });
export const requestPriceCancel = (id: string, changeId: string) => call(cancelPrice, { params: { id, changeId } });
export const requestMove = (id: string, to: 'draft' | 'checked' | 'on' | 'off', idempotencyKey: string) =>
  call(moveProduct, { params: { id }, body: { to }, idempotencyKey });
export const requestImageOrder = (id: string, imageIds: string[]) =>
  call(orderImages, { params: { id }, body: { imageIds } });
export const requestImageRemoval = (id: string, imageId: string) => call(removeImage, { params: { id, imageId } });
export const requestBrand = (name: string) => call(createBrand, { body: { name } });
export const requestCategory = (name: string, parentId: string | null, idempotencyKey: string): Promise<Category> =>
  call(createCategory, { body: { name, parentId }, idempotencyKey });
export const requestCategoryChange = (id: string, body: CategoryChange): Promise<Category> =>
  call(changeCategory, { params: { id }, body });

/** Uploads one picture as it is. */
export const requestImage = (id: string, file: File, onProgress: (share: number) => void) =>
  uploadClient(onProgress).call(addImage, { params: { id }, body: file });

/** Where the bytes of a picture are; they never change under this address. */
export const imageAddress = (imageId: string): string => `/api/v1/product-images/${imageId}`;
