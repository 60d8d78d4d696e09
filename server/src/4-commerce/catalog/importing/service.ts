import { z } from 'zod';
import type { ChunkResult, ImportKind, ImportRun, ImportSetup } from '#intake';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { createCategoryPaths } from '../categories/category-paths.ts';
import * as categories from '../categories/store.ts';
import { type DraftRows, draftsOf, type ProductRow } from '../taking-in/draft.ts';
import type { Outcome, Plan } from '../taking-in/plan.ts';
import { takeIn } from '../taking-in/service.ts';
import { loadKeys } from '../taking-in/store.ts';
import { PRODUCT_FIELDS } from './fields.ts';
import { createProductReader } from './read-row.ts';
import * as store from './store.ts';

const RESTORE_BATCH = 1000;

/** Where a chunk's work lies: ids of one process increase, so everything it made is between these two. */
const traceSchema = z.object({ firstId: z.uuid(), lastId: z.uuid() });

type Needs = Pick<Kernel, 'events' | 'postgres'>;

/** Products with their SKUs, one line of the file per SKU. */
export function productImportKind(kernel: Needs): ImportKind<ProductRow> {
  return {
    name: 'products',
    label: { 'zh-CN': '商品', en: 'Products' },
    fields: () => Promise.resolve(PRODUCT_FIELDS),
    missing: () => [],
    begin: async (setup) => createRun(kernel, setup),
    undoObstacle: async (tx, importId) => obstacleOf(await store.changedSince(tx, importId)),
    undoChunk: async (tx, context, importId, trace) => {
      const removed = await store.deleteCreated(tx, importId, traceSchema.parse(trace));
      await tell(kernel, { tx, context }, removed);
    },
    undoRest: async (tx, context, importId) => {
      const restored = await store.restoreChanged(tx, importId, RESTORE_BATCH);
      await tell(kernel, { tx, context }, restored);
      if (restored.length > 0) {
        return false;
      }
      await store.deleteRest(tx, importId);
      return true;
    },
  };
}

async function tell(
  kernel: Pick<Kernel, 'events'>,
  { tx, context }: { readonly tx: Tx; readonly context: Context },
  productIds: readonly string[],
): Promise<void> {
  if (productIds.length > 0) {
    await kernel.events.append(tx, context, [{ type: 'commerce.product_changed', data: { productIds } }]);
  }
}

function obstacleOf({ products, codes, importId }: store.ChangedSince): AppError | null {
  if (products === 0) {
    return null;
  }
  if (importId !== null) {
    return new AppError('import_followed', 409, {
      message: {
        'zh-CN': `之后的导入 ${importId} 又修改了同样的商品，请先撤销那一次`,
        en: `The later import ${importId} changed the same products; undo that one first`,
      },
    });
  }
  return new AppError('import_products_changed', 409, {
    message: {
      'zh-CN': `有 ${products} 个商品在导入之后被人修改过（${codes.join('、')}），不能整批撤销`,
      en: `${products} products were changed by hand since (${codes.join(', ')}); the import cannot be undone as a whole`,
    },
  });
}

async function createRun(kernel: Needs, setup: ImportSetup): Promise<ImportRun<ProductRow>> {
  const { db } = kernel.postgres;
  const known = {
    ...(await loadKeys(db, setup.source, null)),
    categoryOf: createCategoryPaths(await categories.allCategories(db)),
  };
  return {
    read: createProductReader({ columns: setup.columns, currency: setup.currency, known }),
    groupKey: (row) => row.code.toLowerCase(),
    rowKey: (row) => `${row.code}\n${row.sku.code ?? ''}`.toLowerCase(),
    skip: () => undefined,
    committed: () => undefined,
    apply: (tx, context, rows) => applyChunk({ kernel, tx, context, setup }, rows),
    finish: () => Promise.resolve(),
  };
}

interface Applying {
  readonly kernel: Needs;
  readonly tx: Tx;
  readonly context: Context;
  readonly setup: ImportSetup;
}

async function applyChunk({ kernel, tx, context, setup }: Applying, rows: readonly ProductRow[]): Promise<ChunkResult> {
  const firstId = newId();
  const groups = draftsOf(rows);
  const plans = await takeIn(
    { kernel, tx, context },
    groups.map((group) => group.draft),
    {
      source: setup.source,
      currency: setup.currency,
      importId: setup.importId,
      now: setup.now,
    },
  );
  const counts = { added: 0, changed: 0, same: 0 };
  for (const [index, group] of groups.entries()) {
    for (const outcome of outcomesOf(group, plans[index])) {
      counts[outcome] += 1;
    }
  }
  return { ...counts, trace: { firstId, lastId: newId() } };
}

/** What became of each row; a change of the product alone is counted on one of its rows. */
function outcomesOf({ places }: DraftRows, plan: Plan | undefined): readonly Outcome[] {
  const outcomes = places.map((place): Outcome => (plan?.isNew === true ? 'added' : (plan?.outcomes[place] ?? 'same')));
  const headOnly = plan?.factsChanged === true && !outcomes.some((outcome) => outcome !== 'same');
  return headOnly ? outcomes.with(0, 'changed') : outcomes;
}
