import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { authorOf } from '../author.ts';
import * as prices from '../prices/store.ts';
import * as products from '../products/store.ts';
import type { ProductDraft } from './draft.ts';
import { changesAnything, type Plan, type PlannedPrice, planDraft } from './plan.ts';
import * as store from './store.ts';

export interface TakingIn {
  readonly kernel: Pick<Kernel, 'events'>;
  readonly tx: Tx;
  readonly context: Context;
}

export interface DraftOrigin {
  readonly source: string;
  /** ISO 4217; of new products, and of all amounts. */
  readonly currency: string;
  readonly importId: string | null;
  /** Prices hold from here on. */
  readonly now: Date;
}

/** Takes products in as stated by one source, each code once; answers with what was done for each. */
export async function takeIn(
  { kernel, tx, context }: TakingIn,
  drafts: readonly ProductDraft[],
  origin: DraftOrigin,
): Promise<readonly Plan[]> {
  const plans = await planAll(tx, drafts, origin);
  const touched = plans.filter(changesAnything);
  await writeProducts(tx, touched, origin);
  await writePrices({ tx, context }, touched, origin);
  await store.insertKeys(tx, plans.flatMap(keysOf), origin);
  const changedIds = touched.map((plan) => plan.product.id);
  if (changedIds.length > 0) {
    await kernel.events.append(tx, context, [{ type: 'commerce.product_changed', data: { productIds: changedIds } }]);
  }
  const priced = touched.filter((plan) => plan.prices.some((price) => price.kind !== 'cost'));
  if (priced.length > 0) {
    const productIds = priced.map((plan) => plan.product.id);
    await kernel.events.append(tx, context, [{ type: 'commerce.price_changed', data: { productIds } }]);
  }
  return plans;
}

async function planAll(tx: Tx, drafts: readonly ProductDraft[], origin: DraftOrigin): Promise<Plan[]> {
  const owners = await products.ownersOfCodes(tx, { products: drafts.map((draft) => draft.code), skus: [] });
  const ids = [...owners.products.values()];
  await store.lockProducts(tx, ids);
  const set = await products.loadProducts(tx, ids, origin.now);
  const byId = new Map(set.products.map((product) => [product.id, product]));
  const foreign = set.products.find((product) => product.currency !== origin.currency);
  if (foreign !== undefined) {
    throw otherCurrency(foreign.code, { has: foreign.currency, comes: origin.currency });
  }
  const brandIds = await brandsOf(tx, drafts, origin);
  return drafts.map((draft) => {
    const product = byId.get(owners.products.get(draft.code.toLowerCase()) ?? '');
    const existing = product === undefined ? null : { product, skus: set.skus.get(product.id) ?? [] };
    return planDraft(draft, existing, { brandIds, newId });
  });
}

function otherCurrency(code: string, { has, comes }: { readonly has: string; readonly comes: string }): AppError {
  return new AppError('product_currency_differs', 409, {
    message: {
      'zh-CN': `商品 ${code} 以 ${has} 计价，这里的金额是 ${comes}；请改用 ${has}`,
      en: `Product ${code} is priced in ${has}, the amounts here are in ${comes}; use ${has}`,
    },
  });
}

/** Brands by name, those that were not there yet included. */
async function brandsOf(
  tx: Tx,
  drafts: readonly ProductDraft[],
  origin: DraftOrigin,
): Promise<ReadonlyMap<string, string>> {
  const byName = async (): Promise<Map<string, string>> =>
    new Map((await products.allBrands(tx)).map((brand) => [brand.name.toLowerCase(), brand.id]));
  const known = await byName();
  const named = new Map(
    drafts.flatMap(({ facts: { brand } }) => (brand === null ? [] : [[brand.toLowerCase(), brand]])),
  );
  const fresh = [...named].filter(([key]) => !known.has(key)).map(([, name]) => ({ id: newId(), name }));
  if (fresh.length === 0) {
    return known;
  }
  await products.insertBrands(tx, fresh, origin);
  return byName();
}

async function writeProducts(tx: Tx, plans: readonly Plan[], origin: DraftOrigin): Promise<void> {
  const { importId, now } = origin;
  const fresh = plans.filter((plan) => plan.isNew);
  const changed = plans.filter((plan) => !plan.isNew);
  if (importId !== null) {
    await store.keepVersions(
      tx,
      changed.map((plan) => plan.product.id),
      { importId, now },
    );
  }
  await products.insertProducts(
    tx,
    fresh.map((plan) => ({ ...plan.product, currency: origin.currency })),
    origin,
  );
  await products.updateProducts(
    tx,
    changed.map((plan) => plan.product),
    origin,
  );
  await products.insertSkus(
    tx,
    plans.flatMap((plan) => plan.newSkus),
    now,
  );
  await products.updateSkus(
    tx,
    plans.flatMap((plan) => plan.changedSkus),
  );
}

/** One change for each product and kind of price. */
async function writePrices(
  { tx, context }: Pick<TakingIn, 'tx' | 'context'>,
  plans: readonly Plan[],
  origin: DraftOrigin,
): Promise<void> {
  const { importId, now, source } = origin;
  const reason = { 'zh-CN': `来自 ${source}`, en: `From ${source}` }[context.locale];
  const changes = plans.flatMap((plan) =>
    [...Map.groupBy(plan.prices, (price) => price.kind)].map(([kind, lines]) => ({
      id: newId(),
      productId: plan.product.id,
      kind,
      effectiveAt: now,
      reason,
      lines: lines.map(({ skuId, amountMinor }: PlannedPrice) => ({ skuId, amountMinor })),
    })),
  );
  if (changes.length > 0) {
    await prices.insertPriceChanges(tx, changes, { author: authorOf(context), importId, now });
  }
}

function keysOf({ draft, product, skuIds }: Plan): store.NewKey[] {
  const skus = draft.skus.flatMap(({ key }, place): store.NewKey[] => {
    const skuId = skuIds[place] ?? null;
    return key === null || skuId === null ? [] : [{ kind: 'sku', key, productId: product.id, skuId }];
  });
  return [{ kind: 'product', key: draft.key, productId: product.id, skuId: null }, ...skus];
}
