import type { ExportAsk, ExportKind, ExportValue } from '#intake';
import type { Kernel } from '#kernel/module.ts';
import * as categories from '../categories/store.ts';
import { createCategoryPath } from '../categories/tree.ts';
import * as products from '../products/store.ts';
import { type ExportedSku, SKU_COLUMNS } from './columns.ts';
import { readProductFilter } from './filter.ts';

const PAGE_PRODUCTS = 500;

/** Products as a file, one row for each SKU, prices as of now, under the headers by which they come back in. */
export function productExportKind(kernel: Pick<Kernel, 'postgres' | 'clock'>): ExportKind {
  return {
    name: 'products',
    label: { 'zh-CN': '商品', en: 'Products' },
    permission: 'products.read',
    isImpersonal: true,
    columns: async () => SKU_COLUMNS,
    readFilter: async (_context, filter) => readProductFilter(filter),
    pages: (ask) => productPages(kernel, ask),
  };
}

async function* productPages(
  { postgres: { db }, clock }: Pick<Kernel, 'postgres' | 'clock'>,
  ask: ExportAsk,
): AsyncGenerator<ExportValue[][]> {
  const { text, categoryId, brandId, state } = readProductFilter(ask.filter);
  const filter = {
    text: text === undefined || text === '' ? null : text,
    categoryId: categoryId ?? null,
    brandId: brandId ?? null,
    state: state ?? null,
  };
  const columns = ask.columns.flatMap((key) => SKU_COLUMNS.find((column) => column.key === key) ?? []);
  const words = ask.format === 'jsonl' ? null : ask.locale;
  const pathOf = createCategoryPath(await categories.allCategories(db));
  // One instant for the whole file, however long it takes.
  const at = clock.now();
  let afterId: string | null = null;
  for (;;) {
    const ids: readonly string[] = await products.findProductsAfter(db, filter, { afterId, limit: PAGE_PRODUCTS });
    afterId = ids.at(-1) ?? null;
    if (afterId === null) {
      return;
    }
    const set = await products.loadProducts(db, ids, at);
    const rows = set.products.flatMap((product): ExportedSku[] => {
      const categoryPath = product.categoryId === null ? [] : pathOf(product.categoryId);
      const skus = set.skus.get(product.id) ?? [null];
      return skus.map((sku) => ({ product, categoryPath, sku }));
    });
    yield rows.map((row) => columns.map((column) => column.value(row, words)));
  }
}
