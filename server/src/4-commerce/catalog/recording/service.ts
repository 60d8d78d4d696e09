import type { RecordItem, RecordKind, RecordOutcome } from '#intake';
import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { createCategoryPaths } from '../categories/category-paths.ts';
import * as categories from '../categories/store.ts';
import { changesAnything, type Plan } from '../taking-in/plan.ts';
import { takeIn } from '../taking-in/service.ts';
import { loadKeys } from '../taking-in/store.ts';
import { draftOfRecord, type ProductData, productDataSchema } from './product-data.ts';

export interface RecordingOptions {
  readonly defaultCurrency: () => Promise<string>;
}

type Needs = Pick<Kernel, 'events' | 'clock'>;
type Item = RecordItem<ProductData>;

/** Products that come in by the records API. */
export function productRecordKind(kernel: Needs, options: RecordingOptions): RecordKind<ProductData> {
  return {
    type: 'product',
    label: { 'zh-CN': '商品', en: 'Product' },
    data: productDataSchema,
    apply: async (tx, context, items) => {
      const currency = await options.defaultCurrency();
      const outcomes: RecordOutcome[] = [];
      // In their order: a later one may speak of what an earlier one made.
      for (const item of items) {
        outcomes.push(await applyOne({ kernel, tx, context, currency }, item));
      }
      return outcomes;
    },
  };
}

interface Applying {
  readonly kernel: Needs;
  readonly tx: Tx;
  readonly context: Context;
  readonly currency: string;
}

async function applyOne({ kernel, tx, context, currency }: Applying, item: Item): Promise<RecordOutcome> {
  const drafted = draftOfRecord(item, await knownOf(tx, item));
  if (!drafted.ok) {
    const { field, code, reason } = drafted.fault;
    return { outcome: 'rejected', fault: { field: `data.${field === 'sku' ? 'skus' : field}`, code, reason } };
  }
  const [plan] = await takeIn({ kernel, tx, context }, [drafted.draft], {
    source: item.source,
    currency: item.data.currency ?? currency,
    importId: null,
    now: kernel.clock.now(),
  });
  if (plan === undefined) {
    throw new Error('A draft that was taken in has no plan');
  }
  return { outcome: outcomeOf(plan), id: plan.product.id, customerId: null };
}

function outcomeOf(plan: Plan): 'added' | 'changed' | 'same' {
  if (plan.isNew) {
    return 'added';
  }
  return changesAnything(plan) ? 'changed' : 'same';
}

async function knownOf(db: Db, { source, key, data }: Item) {
  const keys = await loadKeys(db, source, {
    products: [data.code ?? key],
    skus: data.skus.map((sku) => sku.code),
  });
  return { ...keys, categoryOf: createCategoryPaths(await categories.allCategories(db)) };
}
