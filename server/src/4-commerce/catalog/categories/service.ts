import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { BodyOf } from '#kernel/http/contract.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { Category, changeCategory, createCategory } from './schema.ts';
import * as store from './store.ts';
import {
  MAX_DEPTH,
  type MoveFault,
  orderWith,
  pathOf,
  placeFault,
  siblingsOf,
  subtreeOf,
  totalCounts,
} from './tree.ts';

export type NewCategory = BodyOf<typeof createCategory>;
export type CategoryChange = BodyOf<typeof changeCategory>;

export interface Categories {
  list(context: Context, options: { readonly archived: boolean }): Promise<Category[]>;
  create(tx: Tx, context: Context, category: NewCategory): Promise<Category>;
  change(tx: Tx, context: Context, id: string, change: CategoryChange): Promise<Category>;
}

/** The category tree: everyone sees one, whoever keeps the catalogue changes it. */
export function createCategories(kernel: Pick<Kernel, 'postgres' | 'clock'>): Categories {
  const presentOne = async (tx: Tx, id: string): Promise<Category> => {
    const found = (await present(tx)).find((category) => category.id === id);
    if (found === undefined) {
      throw missing(id);
    }
    return found;
  };
  return {
    list: async (context, { archived }) => {
      requirePermission(context, 'products.read');
      const categories = await present(kernel.postgres.db);
      return archived ? categories : categories.filter((category) => category.archivedAt === null);
    },
    create: async (tx, context, category) => {
      requirePermission(context, 'products.write');
      await store.lockTree(tx);
      const nodes = await store.allCategories(tx);
      requirePlace(nodes, { id: null, ...category });
      const id = newId();
      const position = siblingsOf(nodes, category.parentId).length + 1;
      await store.insertCategory(tx, { ...category, id }, { position, now: kernel.clock.now() });
      return presentOne(tx, id);
    },
    change: async (tx, context, id, change) => {
      requirePermission(context, 'products.write');
      await store.lockTree(tx);
      const nodes = await store.allCategories(tx);
      const node = nodes.find((each) => each.id === id);
      if (node === undefined) {
        throw missing(id);
      }
      const now = kernel.clock.now();
      if (change.archived !== undefined && change.archived !== (node.archivedAt !== null)) {
        await (change.archived ? archive(tx, nodes, { node, now }) : bringBack(tx, nodes, node));
      }
      await rearrange(tx, await store.allCategories(tx), { node, change, now });
      return presentOne(tx, id);
    },
  };
}

async function present(db: Tx | Kernel['postgres']['db']): Promise<Category[]> {
  const [nodes, own] = await Promise.all([store.allCategories(db), store.countProducts(db)]);
  const totals = totalCounts(nodes, own);
  const depth = new Map(nodes.map((node) => [node.id, pathOf(nodes, node.id).length]));
  return nodes
    .toSorted((a, b) => (depth.get(a.id) ?? 0) - (depth.get(b.id) ?? 0) || a.position - b.position)
    .map((node) => ({
      ...node,
      archivedAt: node.archivedAt?.toISOString() ?? null,
      products: totals.get(node.id) ?? 0,
    }));
}

interface Changing {
  readonly node: store.CategoryRow;
  readonly now: Date;
}

async function archive(tx: Tx, nodes: readonly store.CategoryRow[], { node, now }: Changing): Promise<void> {
  const products = totalCounts(nodes, await store.countProducts(tx)).get(node.id) ?? 0;
  if (products > 0) {
    throw new AppError('category_in_use', 409, {
      message: {
        'zh-CN': `“${node.name}”及其下级还有 ${products} 个商品，请先把它们移到别的分类`,
        en: `${products} products are still in “${node.name}” or below it; move them to another category first`,
      },
    });
  }
  const ids = subtreeOf(nodes, node.id).flatMap((each) => (each.archivedAt === null ? [each.id] : []));
  await store.archiveCategories(tx, ids, now);
}

/** With everything that went together with it. */
async function bringBack(tx: Tx, nodes: readonly store.CategoryRow[], node: store.CategoryRow): Promise<void> {
  requirePlace(nodes, node);
  const same = subtreeOf(nodes, node.id).filter((each) => each.archivedAt?.getTime() === node.archivedAt?.getTime());
  await store.archiveCategories(
    tx,
    same.map((each) => each.id),
    null,
  );
  await store.orderCategories(tx, orderWith(nodes, { id: node.id, parentId: node.parentId, index: node.position - 1 }));
}

async function rearrange(
  tx: Tx,
  nodes: readonly store.CategoryRow[],
  { node, change, now }: Changing & { readonly change: CategoryChange },
): Promise<void> {
  const next = {
    id: node.id,
    name: change.name ?? node.name,
    note: change.note === undefined ? node.note : change.note,
    parentId: change.parentId === undefined ? node.parentId : change.parentId,
  };
  if (next.name !== node.name || next.parentId !== node.parentId) {
    requirePlace(nodes, next);
  }
  if (next.name !== node.name || next.parentId !== node.parentId || next.note !== node.note) {
    await store.updateCategory(tx, next, now);
  }
  if (next.parentId !== node.parentId || change.position !== undefined) {
    const index = (change.position ?? Number.MAX_SAFE_INTEGER) - 1;
    await store.orderCategories(tx, orderWith(nodes, { id: node.id, parentId: next.parentId, index }));
  }
}

const FAULTS = {
  parent_unknown: { 'zh-CN': '没有这个上级分类', en: 'there is no such parent category' },
  parent_archived: {
    'zh-CN': '上级分类已归档，请先恢复它或选另一个',
    en: 'the parent category is archived; bring it back first or choose another',
  },
  under_itself: {
    'zh-CN': '不能移到自己或自己的下级里',
    en: 'a category cannot be moved into itself or below itself',
  },
  too_deep: { 'zh-CN': `最多 ${MAX_DEPTH} 级`, en: `the tree has at most ${MAX_DEPTH} levels` },
  name_taken: {
    'zh-CN': '这一级已有同名的分类，请换一个名称',
    en: 'there is a category of that name here already; choose another name',
  },
} as const satisfies Readonly<Record<MoveFault, Text>>;

function requirePlace(
  nodes: readonly store.CategoryRow[],
  place: { readonly id: string | null; readonly parentId: string | null; readonly name: string },
): void {
  const fault = placeFault(nodes, place);
  if (fault !== null) {
    const field = fault === 'name_taken' ? 'name' : 'parentId';
    const code = `category_${fault}`;
    throw new AppError(code, fault === 'parent_unknown' ? 404 : 409, {
      message: FAULTS[fault],
      faults: [{ field, code, message: FAULTS[fault] }],
    });
  }
}

function missing(id: string): AppError {
  return notFound({ 'zh-CN': '分类', en: 'category' }, id);
}
