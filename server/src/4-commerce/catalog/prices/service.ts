import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { authorOf } from '../author.ts';
import { type Listing, productMissing } from '../listing/service.ts';
import * as products from '../products/store.ts';
import { presentChanges } from './present-changes.ts';
import type { PriceKind } from './price-at.ts';
import type { PriceChange } from './schema.ts';
import * as store from './store.ts';
import { PRICE_BEGINS } from './timers.ts';

export interface PriceHistory {
  readonly currency: string;
  readonly items: PriceChange[];
}

export interface PriceRequest {
  readonly kind: PriceKind;
  readonly amountMinor: number | null;
  readonly effectiveAt?: string | undefined;
  readonly reason: string;
  readonly skuIds?: readonly string[] | undefined;
}

export interface Prices {
  history(context: Context, productId: string): Promise<PriceHistory>;
  costs(context: Context, productId: string): Promise<PriceHistory>;
  /** Orders keep the price they were made at: nothing here touches them. */
  change(tx: Tx, context: Context, productId: string, request: PriceRequest): Promise<PriceHistory>;
  changeCost(tx: Tx, context: Context, productId: string, request: Omit<PriceRequest, 'kind'>): Promise<PriceHistory>;
  cancel(tx: Tx, context: Context, productId: string, changeId: string): Promise<PriceHistory>;
}

const PRICES: readonly PriceKind[] = ['list', 'sale'];
const COSTS: readonly PriceKind[] = ['cost'];

type Needs = Pick<Kernel, 'postgres' | 'clock' | 'events' | 'timers'>;

/** Prices and costs with their history. */
export function createPrices(kernel: Needs, listing: Listing): Prices {
  const read = async (
    db: Tx | Kernel['postgres']['db'],
    productId: string,
    kinds: readonly PriceKind[],
  ): Promise<PriceHistory> => {
    const now = kernel.clock.now();
    const { products: found } = await products.loadProducts(db, [productId], now);
    if (found[0] === undefined) {
      throw productMissing(productId);
    }
    return {
      currency: found[0].currency,
      items: presentChanges(await store.priceChangesOf(db, productId, kinds), now),
    };
  };
  return {
    history: async (context, productId) => {
      requirePermission(context, 'products.read');
      return read(kernel.postgres.db, productId, PRICES);
    },
    costs: async (context, productId) => {
      requirePermission(context, 'costs.read');
      return read(kernel.postgres.db, productId, COSTS);
    },
    change: async (tx, context, productId, request) => {
      requirePermission(context, 'products.write');
      await change({ kernel, listing, tx, context }, productId, request);
      return read(tx, productId, PRICES);
    },
    changeCost: async (tx, context, productId, request) => {
      requirePermission(context, 'costs.read');
      requirePermission(context, 'products.write');
      await change({ kernel, listing, tx, context }, productId, { ...request, kind: 'cost' });
      return read(tx, productId, COSTS);
    },
    cancel: async (tx, context, productId, changeId) => {
      requirePermission(context, 'products.write');
      const now = kernel.clock.now();
      if (!(await store.cancelPriceChange(tx, { id: changeId, productId }, { by: context.actor.name, now }))) {
        throw await cannotCancel(tx, productId, changeId);
      }
      await kernel.timers.cancel(tx, PRICE_BEGINS, changeId);
      await listing.settle(tx, context, productId);
      return read(tx, productId, PRICES);
    },
  };
}

interface Changing {
  readonly kernel: Needs;
  readonly listing: Listing;
  readonly tx: Tx;
  readonly context: Context;
}

async function change(
  { kernel, listing, tx, context }: Changing,
  productId: string,
  request: PriceRequest,
): Promise<void> {
  const product = await products.lockProduct(tx, productId);
  if (product === undefined) {
    throw productMissing(productId);
  }
  const now = kernel.clock.now();
  const effectiveAt = request.effectiveAt === undefined ? now : new Date(request.effectiveAt);
  requireSound(request, { effectiveAt, now });
  const skuIds = await requireSkus(tx, productId, { wanted: request.skuIds, now });
  const id = newId();
  const lines = skuIds.map((skuId) => ({ skuId, amountMinor: request.amountMinor }));
  await store.insertPriceChanges(
    tx,
    [{ id, productId, kind: request.kind, effectiveAt, reason: request.reason, lines }],
    { author: authorOf(context), importId: null, now },
  );
  if (effectiveAt > now) {
    const timer = { kind: PRICE_BEGINS, key: id, dueAt: effectiveAt, payload: { productId } };
    await (request.kind === 'cost' ? Promise.resolve() : kernel.timers.schedule(tx, context, timer));
  } else if (request.kind !== 'cost') {
    await kernel.events.append(tx, context, [{ type: 'commerce.price_changed', data: { productIds: [productId] } }]);
  }
  await listing.settle(tx, context, productId);
}

/** The past stays as it was: orders were made by it. */
function requireSound(
  { kind, amountMinor }: PriceRequest,
  { effectiveAt, now }: { readonly effectiveAt: Date; readonly now: Date },
): void {
  if (effectiveAt < now) {
    const message = {
      'zh-CN': '生效时间已经过去；留空表示立即生效，或选一个以后的时间',
      en: 'this instant has passed; leave it empty for at once, or choose a later one',
    };
    throw invalidInput([{ field: 'effectiveAt', code: 'price_date_past', message }]);
  }
  if (amountMinor === null && kind !== 'sale') {
    const message = { 'zh-CN': '请填写大于零的价格', en: 'give a price above zero' };
    throw invalidInput([{ field: 'amountMinor', code: 'value_missing', message }]);
  }
}

async function requireSkus(
  tx: Tx,
  productId: string,
  { wanted, now }: { readonly wanted: readonly string[] | undefined; readonly now: Date },
): Promise<readonly string[]> {
  const set = await products.loadProducts(tx, [productId], now);
  const own = (set.skus.get(productId) ?? []).map((sku) => sku.id);
  const foreign = wanted?.find((id) => !own.includes(id));
  if (foreign !== undefined) {
    throw notFound({ 'zh-CN': '规格', en: 'SKU' }, foreign);
  }
  if (own.length === 0) {
    throw new AppError('product_without_sku', 409, {
      message: { 'zh-CN': '商品还没有规格，请先添加规格', en: 'The product has no SKU yet; add one first' },
    });
  }
  return [...new Set(wanted ?? own)];
}

async function cannotCancel(tx: Tx, productId: string, changeId: string): Promise<AppError> {
  const known = (await store.priceChangesOf(tx, productId, PRICES)).find((each) => each.id === changeId);
  if (known === undefined) {
    return notFound({ 'zh-CN': '调价', en: 'price change' }, changeId);
  }
  return new AppError('price_change_begun', 409, {
    message:
      known.cancelledAt === null
        ? {
            'zh-CN': '这次调价已经生效，不能取消；请再做一次调价',
            en: 'This change has begun and cannot be cancelled; change the price again instead',
          }
        : { 'zh-CN': '这次调价已经取消过了', en: 'This change was cancelled already' },
  });
}
