import { z } from 'zod';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { BodyOf, QueryOf } from '#kernel/http/contract.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';

import { authorOf } from '../author.ts';
import * as categories from '../categories/store.ts';
import { createCategoryPath } from '../categories/tree.ts';
import { type Listing, productMissing } from '../listing/service.ts';
import * as prices from '../prices/store.ts';
import { presentProduct, presentSummary } from './present-product.ts';
import { productKeys } from './product-keys.ts';
import type { ProductRow } from './product-set.ts';
import type * as contracts from './schema.ts';
import type { Brand, Product, ProductSummary } from './schema.ts';
import * as store from './store.ts';

export type ProductQuery = QueryOf<typeof contracts.listProducts>;
export type NewProduct = BodyOf<typeof contracts.createProduct>;
export type ProductChange = BodyOf<typeof contracts.changeProduct>;
export type NewSkuRequest = BodyOf<typeof contracts.addSku>;
export type SkuChange = BodyOf<typeof contracts.changeSku>;

export interface Products {
  list(
    context: Context,
    query: ProductQuery,
  ): Promise<{ items: ProductSummary[]; nextCursor: string | null; total: number }>;
  get(context: Context, id: string): Promise<Product>;
  /** As `get`, seeing what the transaction did. */
  read(db: Db, context: Context, id: string): Promise<Product>;
  create(tx: Tx, context: Context, product: NewProduct): Promise<Product>;
  change(tx: Tx, context: Context, id: string, change: ProductChange): Promise<Product>;
  addSku(tx: Tx, context: Context, id: string, sku: NewSkuRequest): Promise<Product>;
  changeSku(
    tx: Tx,
    context: Context,
    place: { readonly id: string; readonly skuId: string },
    change: SkuChange,
  ): Promise<Product>;
  brands(context: Context): Promise<Brand[]>;
  createBrand(tx: Tx, context: Context, name: string): Promise<Brand>;
}

export interface ProductsOptions {
  readonly listing: Listing;
  /** ISO 4217; of products made by hand. */
  readonly defaultCurrency: () => Promise<string>;
}

type Needs = Pick<Kernel, 'postgres' | 'clock' | 'events'>;

/** Products and their SKUs, as people keep them. */
export function createProducts(kernel: Needs, options: ProductsOptions): Products {
  const { db } = kernel.postgres;
  const read = (from: Db, context: Context, id: string): Promise<Product> => readProduct(kernel, from, context, id);
  const work = (tx: Tx, context: Context): Working => ({ kernel, ...options, tx, context });
  return {
    list: async (context, query) => listProducts(kernel, context, query),
    get: async (context, id) => {
      requirePermission(context, 'products.read');
      return read(db, context, id);
    },
    read,
    create: async (tx, context, product) => {
      requirePermission(context, 'products.write');
      return read(tx, context, await create(work(tx, context), product));
    },
    change: async (tx, context, id, change) => {
      requirePermission(context, 'products.write');
      await changeFacts(work(tx, context), id, change);
      return read(tx, context, id);
    },
    addSku: async (tx, context, id, sku) => {
      requirePermission(context, 'products.write');
      await addSku(work(tx, context), id, sku);
      return read(tx, context, id);
    },
    changeSku: async (tx, context, { id, skuId }, change) => {
      requirePermission(context, 'products.write');
      await changeSku(work(tx, context), { id, skuId }, change);
      return read(tx, context, id);
    },
    brands: async (context) => {
      requirePermission(context, 'products.read');
      return store.allBrands(db);
    },
    createBrand: async (tx, context, name) => {
      requirePermission(context, 'products.write');
      await store.insertBrands(tx, [{ id: newId(), name }], { importId: null, now: kernel.clock.now() });
      const brand = (await store.allBrands(tx)).find((each) => each.name.toLowerCase() === name.toLowerCase());
      if (brand === undefined) {
        throw new Error('A brand that was just written is not there');
      }
      return brand;
    },
  };
}

function canOf({ actor }: Context): { write: boolean; costs: boolean } {
  return { write: may(actor, 'products.write'), costs: may(actor, 'costs.read') };
}

async function listProducts(kernel: Needs, context: Context, query: ProductQuery): ReturnType<Products['list']> {
  requirePermission(context, 'products.read');
  const { db } = kernel.postgres;
  const filter = {
    text: query.text === undefined || query.text === '' ? null : query.text,
    categoryId: query.categoryId ?? null,
    brandId: query.brandId ?? null,
    state: query.state ?? null,
  };
  const page = await store.findProducts(db, filter, { beforeId: beforeOf(query.cursor), limit: query.limit });
  const ids = page.ids.slice(0, query.limit);
  const set = await store.loadProducts(db, ids, kernel.clock.now());
  const pathOf = createCategoryPath(await categories.allCategories(db));
  const lastId = ids.at(-1);
  return {
    items: set.products.map((row) => presentSummary(row, { set, pathOf, can: canOf(context) })),
    nextCursor: page.ids.length > query.limit && lastId !== undefined ? encodeCursor([lastId]) : null,
    total: page.total,
  };
}

/** A cursor comes from outside, perhaps from another list. */
function beforeOf(cursor: string | undefined): string | null {
  if (cursor === undefined) {
    return null;
  }
  const [id] = decodeCursor(cursor) ?? [];
  if (typeof id !== 'string' || !z.uuid().safeParse(id).success) {
    const message = { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' };
    throw invalidInput([{ field: 'cursor', code: 'cursor_invalid', message }]);
  }
  return id;
}

async function readProduct(kernel: Needs, db: Db, context: Context, id: string): Promise<Product> {
  const set = await store.loadProducts(db, [id], kernel.clock.now());
  const [row] = set.products;
  if (row === undefined) {
    throw productMissing(id);
  }
  const pathOf = createCategoryPath(await categories.allCategories(db));
  return presentProduct(row, { set, pathOf, can: canOf(context), keys: await store.keysOf(db, id) });
}

interface Working extends ProductsOptions {
  readonly kernel: Needs;
  readonly tx: Tx;
  readonly context: Context;
}

async function create(working: Working, product: NewProduct): Promise<string> {
  const { kernel, tx, context } = working;
  const now = kernel.clock.now();
  const skus =
    product.skus.length > 0
      ? product.skus
      : [{ code: product.code, size: null, colour: null, barcode: null, stock: product.stock }];
  await requireFree(tx, { productId: null, code: product.code, skus: skus.map(({ code }) => ({ code, skuId: null })) });
  await requireReferences(tx, product);
  const id = newId();
  const currency = await working.defaultCurrency();
  await store.insertProducts(tx, [{ ...product, ...productKeys(product.name), id, currency }], {
    importId: null,
    now,
  });
  const rows = skus.map((sku) => ({ ...sku, id: newId(), productId: id }));
  await store.insertSkus(tx, rows, now);
  await setFirstPrice(working, rows, product.listMinor);
  await kernel.events.append(tx, context, [{ type: 'commerce.product_changed', data: { productIds: [id] } }]);
  return id;
}

/** The price that SKUs begin with. */
async function setFirstPrice(
  { kernel, tx, context }: Working,
  skus: readonly store.NewSku[],
  listMinor: number | null,
): Promise<void> {
  const productId = skus[0]?.productId;
  if (listMinor === null || productId === undefined) {
    return;
  }
  const now = kernel.clock.now();
  const reason = { 'zh-CN': '首次定价', en: 'First price' }[context.locale];
  const lines = skus.map((sku) => ({ skuId: sku.id, amountMinor: listMinor }));
  await prices.insertPriceChanges(tx, [{ id: newId(), productId, kind: 'list', effectiveAt: now, reason, lines }], {
    author: authorOf(context),
    importId: null,
    now,
  });
  await kernel.events.append(tx, context, [{ type: 'commerce.price_changed', data: { productIds: [productId] } }]);
}

async function changeFacts(working: Working, id: string, { version, ...change }: ProductChange): Promise<void> {
  const { kernel, tx, context, listing } = working;
  const row = await requireProduct(working, id);
  if (version !== undefined && version !== row.version) {
    throw new AppError('product_changed_meanwhile', 409, {
      message: {
        'zh-CN': '商品刚刚被别人修改过，请刷新后再改',
        en: 'Somebody else has just changed this product; load it again and change it then',
      },
    });
  }
  const { brandName: _, state, createdAt, updatedAt, ...before } = row;
  const stated = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const next = { ...before, ...stated };
  await requireFree(tx, { productId: id, code: next.code, skus: [] });
  await requireReferences(tx, change);
  await store.updateProducts(tx, [{ ...next, ...productKeys(next.name) }], {
    importId: null,
    now: kernel.clock.now(),
  });
  await listing.settle(tx, context, id);
}

async function requireProduct({ kernel, tx }: Working, id: string): Promise<ProductRow> {
  await store.lockProduct(tx, id);
  const [row] = (await store.loadProducts(tx, [id], kernel.clock.now())).products;
  if (row === undefined) {
    throw productMissing(id);
  }
  return row;
}

async function addSku(working: Working, id: string, { listMinor, ...sku }: NewSkuRequest): Promise<void> {
  await requireProduct(working, id);
  await requireFree(working.tx, { productId: id, code: null, skus: [{ code: sku.code, skuId: null }] });
  const row = { ...sku, id: newId(), productId: id };
  await store.insertSkus(working.tx, [row], working.kernel.clock.now());
  await setFirstPrice(working, [row], listMinor);
  await working.listing.settle(working.tx, working.context, id);
}

async function changeSku(
  working: Working,
  { id, skuId }: { readonly id: string; readonly skuId: string },
  change: SkuChange,
): Promise<void> {
  const { kernel, tx } = working;
  await requireProduct(working, id);
  const set = await store.loadProducts(tx, [id], kernel.clock.now());
  const before = set.skus.get(id)?.find((sku) => sku.id === skuId);
  if (before === undefined) {
    throw new AppError('not_found', 404, {
      message: { 'zh-CN': `找不到规格 ${skuId}`, en: `No SKU ${skuId}` },
    });
  }
  const stated = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const next = { ...before, ...stated };
  await requireFree(tx, { productId: id, code: null, skus: [{ code: next.code, skuId }] });
  await store.updateSkus(tx, [next]);
  await working.listing.settle(tx, working.context, id);
}

interface WantedCodes {
  readonly productId: string | null;
  readonly code: string | null;
  readonly skus: readonly { readonly code: string; readonly skuId: string | null }[];
}

/** Codes name one thing each, in whatever case they are written. */
async function requireFree(tx: Tx, { productId, code, skus }: WantedCodes): Promise<void> {
  const codes = skus.map((sku) => sku.code);
  const owners = await store.ownersOfCodes(tx, { products: code === null ? [] : [code], skus: codes });
  const owner = code === null ? undefined : owners.products.get(code.toLowerCase());
  if (owner !== undefined && owner !== productId) {
    throw codeTaken('code', code ?? '');
  }
  for (const [index, sku] of skus.entries()) {
    const holder = owners.skus.get(sku.code.toLowerCase());
    const isTwice = codes.findIndex((other) => other.toLowerCase() === sku.code.toLowerCase()) !== index;
    if (isTwice || (holder !== undefined && holder.skuId !== sku.skuId)) {
      throw codeTaken(skus.length > 1 ? `skus.${index}.code` : 'code', sku.code);
    }
  }
}

function codeTaken(field: string, code: string): AppError {
  const message = {
    'zh-CN': `编码 ${code} 已被使用，请换一个`,
    en: `the code ${code} is in use; choose another`,
  };
  return new AppError('product_code_taken', 409, { message, faults: [{ field, code: 'product_code_taken', message }] });
}

async function requireReferences(
  tx: Tx,
  {
    brandId,
    categoryId,
  }: { readonly brandId?: string | null | undefined; readonly categoryId?: string | null | undefined },
): Promise<void> {
  if (typeof categoryId === 'string') {
    const node = (await categories.allCategories(tx)).find((each) => each.id === categoryId);
    if (node === undefined || node.archivedAt !== null) {
      const message = { 'zh-CN': '没有这个分类，或它已归档', en: 'there is no such category, or it is archived' };
      throw invalidInput([{ field: 'categoryId', code: 'category_unknown', message }]);
    }
  }
  if (typeof brandId === 'string' && !(await store.allBrands(tx)).some((brand) => brand.id === brandId)) {
    const message = { 'zh-CN': '没有这个品牌', en: 'there is no such brand' };
    throw invalidInput([{ field: 'brandId', code: 'brand_unknown', message }]);
  }
}
