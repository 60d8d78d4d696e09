import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { authorOf } from '../author.ts';
import { checkOf } from '../products/product-set.ts';
import * as products from '../products/store.ts';
import { type ListingNeed, NEED_TEXTS, sayMissing } from './check-listing.ts';
import type { ListingStep } from './schema.ts';
import { mayMove, NEXT_STATES, needsComplete, type ProductState } from './states.ts';
import * as store from './store.ts';

export interface Listing {
  /** Moves a product on in its listing work; refuses what is not complete, naming what is missing. */
  move(
    tx: Tx,
    context: Context,
    id: string,
    step: { readonly to: ProductState; readonly note: string | null },
  ): Promise<void>;
  history(context: Context, id: string): Promise<ListingStep[]>;
  /**
   * To be called after a person changed something about a product: notes it, tells the log, and sees to it that what
   * is on sale stays complete. A checked product that is so no more becomes a draft again.
   */
  settle(tx: Tx, context: Context, id: string): Promise<void>;
}

/** The work of getting a product onto the shelf. */
export function createListing(kernel: Pick<Kernel, 'postgres' | 'clock' | 'events'>): Listing {
  const missingOf = async (tx: Tx, id: string): Promise<readonly ListingNeed[]> => {
    const set = await products.loadProducts(tx, [id], kernel.clock.now());
    const [product] = set.products;
    return product === undefined ? [] : checkOf(set, product).missing;
  };
  const step = async (tx: Tx, context: Context, change: Change): Promise<void> => {
    const { id, to } = change;
    await products.setState(tx, id, to);
    await store.insertStep(tx, {
      ...change,
      id: newId(),
      productId: id,
      author: authorOf(context),
      at: kernel.clock.now(),
    });
    await products.touchProduct(tx, id, kernel.clock.now());
    const type = to === 'on' ? 'commerce.product_listed' : 'commerce.product_changed';
    await kernel.events.append(tx, context, [{ type, data: { productIds: [id] } }]);
  };
  return {
    move: async (tx, context, id, { to, note }) => {
      requirePermission(context, 'products.write');
      const { state } = await requireProduct(tx, id);
      if (!mayMove(state, to)) {
        throw stepRefused(state, to);
      }
      const missing = needsComplete(to) ? await missingOf(tx, id) : [];
      if (missing.length > 0) {
        throw incomplete(missing);
      }
      await step(tx, context, { id, from: state, to, note });
    },
    history: async (context, id) => {
      requirePermission(context, 'products.read');
      const steps = await store.stepsOf(kernel.postgres.db, id);
      return steps.map((row) => ({ ...row, at: row.at.toISOString() }));
    },
    settle: async (tx, context, id) => {
      const { state } = await requireProduct(tx, id);
      const missing = needsComplete(state) ? await missingOf(tx, id) : [];
      if (missing.length > 0 && state === 'on') {
        throw onSale(missing);
      }
      if (missing.length > 0) {
        const note = sayMissing(missing)[context.locale];
        await step(tx, context, { id, from: state, to: 'draft', note });
        return;
      }
      await products.touchProduct(tx, id, kernel.clock.now());
      await kernel.events.append(tx, context, [{ type: 'commerce.product_changed', data: { productIds: [id] } }]);
    },
  };
}

interface Change {
  readonly id: string;
  readonly from: ProductState;
  readonly to: ProductState;
  readonly note: string | null;
}

/** Locks the product. */
async function requireProduct(tx: Tx, id: string): Promise<{ readonly state: ProductState }> {
  const product = await products.lockProduct(tx, id);
  if (product === undefined) {
    throw productMissing(id);
  }
  return product;
}

/** 404 of a product that is not there. */
export function productMissing(id: string): AppError {
  return notFound({ 'zh-CN': '商品', en: 'product' }, id);
}

const STATE_TEXTS = {
  draft: { 'zh-CN': '草稿', en: 'draft' },
  checked: { 'zh-CN': '已审核', en: 'checked' },
  on: { 'zh-CN': '已上架', en: 'on sale' },
  off: { 'zh-CN': '已下架', en: 'off sale' },
} as const satisfies Readonly<Record<ProductState, Text>>;

function stepRefused(from: ProductState, to: ProductState): AppError {
  const next = NEXT_STATES[from];
  const say = (locale: 'zh-CN' | 'en', separator: string): string =>
    next.map((state) => STATE_TEXTS[state][locale]).join(separator);
  return new AppError('product_step_refused', 409, {
    message: {
      'zh-CN': `商品现在是“${STATE_TEXTS[from]['zh-CN']}”，不能直接变为“${STATE_TEXTS[to]['zh-CN']}”；下一步可以是：${say('zh-CN', '、')}`,
      en: `The product is ${STATE_TEXTS[from].en} and cannot become ${STATE_TEXTS[to].en}; next can be: ${say('en', ', ')}`,
    },
  });
}

function incomplete(missing: readonly ListingNeed[]): AppError {
  const said = sayMissing(missing);
  return new AppError('product_incomplete', 409, {
    message: {
      'zh-CN': `还不能上架，缺少：${said['zh-CN']}`,
      en: `It cannot be listed yet; missing: ${said.en}`,
    },
    faults: missing.map((need) => ({ field: need, code: 'value_missing', message: NEED_TEXTS[need] })),
  });
}

function onSale(missing: readonly ListingNeed[]): AppError {
  const said = sayMissing(missing);
  return new AppError('product_on_sale', 409, {
    message: {
      'zh-CN': `商品已上架，这样改会缺少：${said['zh-CN']}；请先下架再改`,
      en: `The product is on sale and would then lack: ${said.en}; take it off sale first`,
    },
    faults: missing.map((need) => ({ field: need, code: 'value_missing', message: NEED_TEXTS[need] })),
  });
}
