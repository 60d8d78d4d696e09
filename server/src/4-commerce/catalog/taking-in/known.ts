import type { Text } from '#kernel/pure/text.ts';
import type { FoundCategory } from '../categories/category-paths.ts';

/** What has to be known of the catalogue before a file or record about it can be understood. */
export interface Known {
  /** What the source calls a product → our code. */
  readonly productKeys: ReadonlyMap<string, string>;
  /** What the source calls a SKU → our SKU code. */
  readonly skuKeys: ReadonlyMap<string, string>;
  /** Our SKU codes in lower case → the code of their product in lower case. */
  readonly skuOwners: ReadonlyMap<string, string>;
  readonly categoryOf: (path: string) => FoundCategory;
}

export interface Fault<Field extends string> {
  readonly field: Field;
  readonly code: string;
  readonly reason: Text;
  readonly value: string;
}

/** The category that a path means, or what is wrong with it. */
export function findCategory(
  known: Known,
  path: string,
): { readonly ok: true; readonly id: string } | { readonly ok: false; readonly fault: Fault<'category'> } {
  const found = known.categoryOf(path);
  if (found.found === 'one') {
    return { ok: true, id: found.id };
  }
  const reason =
    found.found === 'none'
      ? {
          'zh-CN': '没有这个分类；请写分类树中的完整路径，应如 男装/衬衫/商务衬衫',
          en: 'there is no such category; write its whole path in the tree, like 男装/衬衫/商务衬衫',
        }
      : {
          'zh-CN': '有好几个分类叫这个名称；请写完整路径，应如 男装/衬衫/商务衬衫',
          en: 'several categories have this name; write the whole path, like 男装/衬衫/商务衬衫',
        };
  const code = found.found === 'none' ? 'category_unknown' : 'category_ambiguous';
  return { ok: false, fault: { field: 'category', code, reason, value: path } };
}

/** A SKU stays with its product. */
export function skuFault(
  owner: string | undefined,
  { sku, code }: { readonly sku: string; readonly code: string },
): Fault<'sku'> | null {
  if (owner === undefined || owner === code.toLowerCase()) {
    return null;
  }
  return {
    field: 'sku',
    code: 'sku_of_other_product',
    reason: {
      'zh-CN': `规格编码已属于商品 ${owner}；请换一个编码`,
      en: `this SKU belongs to the product ${owner}; use another code`,
    },
    value: sku,
  };
}
