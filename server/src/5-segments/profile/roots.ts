import type { Text } from '#kernel/pure/text.ts';

interface KnownGoods {
  readonly skus: readonly { readonly sku: string; readonly category: string }[];
  readonly categories: ReadonlyMap<string, Text>;
}

/** Code of goods → the first step of its category; what is below it would be too fine to tell people apart. */
export function rootCategories({ skus, categories }: KnownGoods): ReadonlyMap<string, string> {
  const rootOf = (category: string): string => categories.get(category)?.['zh-CN'].split(' / ')[0] ?? '';
  return new Map(skus.map(({ sku, category }) => [sku, rootOf(category)]));
}
