import { optional } from '#kernel/pure/rules/arg-face.ts';
import { range, type Window, window } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { type AsOf, defineCondition, type Found } from '#kernel/pure/rules/condition.ts';
import { TOP_CATEGORIES } from '../condition-facts/goods.ts';
import { ORDERS_GROUP, ORDERS_SOURCE, type OrderFacts, purchasesIn, windowSql } from '../condition-facts/purchases.ts';

/** What the lookup answers. */
interface TopCategories {
  readonly codes: readonly string[];
  readonly places: readonly number[];
}

function topsIn(found: Found): TopCategories {
  // The module's own lookup answers with these.
  return found(TOP_CATEGORIES, '') as TopCategories;
}

const placesBy = new WeakMap<TopCategories, ReadonlyMap<string, number>>();

function placesOf(tops: TopCategories): ReadonlyMap<string, number> {
  const known = placesBy.get(tops) ?? new Map(tops.codes.map((code, index) => [code, tops.places[index] ?? 0]));
  placesBy.set(tops, known);
  return known;
}

function breadthOf(facts: OrderFacts, days: Window | undefined, asking: AsOf & { readonly found: Found }): number {
  const places = placesOf(topsIn(asking.found));
  const found = purchasesIn(facts, days, asking).flatMap(({ skus }) => skus.flatMap((sku) => places.get(sku) ?? []));
  return new Set(found).size;
}

/** From how many of the top categories somebody bought; goods without a category do not count. */
export const categoryBreadth = defineCondition({
  is: 'orders.category_breadth',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '跨类目数', en: 'Number of categories' },
  source: ORDERS_SOURCE,
  args: {
    count: range({
      label: { 'zh-CN': '类目数', en: 'Categories' },
      unit: { 'zh-CN': '个', en: '' },
      min: 0,
      max: 1000,
    }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: {
    'zh-CN': '买过{count}个大类的商品[，{window}]',
    en: 'bought from {count} top categories[, {window}]',
  },
  lookups: () => [{ name: TOP_CATEGORIES, key: '' }],
  sql: ({ count, window: days }, asking) => {
    const { codes, places } = topsIn(asking.found);
    const place = `transform(toString(sku), ${asking.param(codes, 'Array(String)')}, ${asking.param(places, 'Array(Int64)')}, toInt64(0))`;
    const there = windowSql(days, asking, 'sold_on');
    const n =
      codes.length === 0
        ? 'toUInt64(0)'
        : `arrayUniq(arrayFilter(place -> place > 0, arrayMap((sold_on, sku) -> if(${there}, ${place}, toInt64(0)), sold_days, sold_skus)))`;
    return { columns: { n }, predicate: ({ n: found = '' }) => rangeSql(found, count, { asking }) };
  },
  evaluate: (facts: OrderFacts, { count, window: days }, asking) => inRange(breadthOf(facts, days, asking), count),
  explain: (facts, { window: days }, asking) => {
    const found = breadthOf(facts, days, asking);
    return { 'zh-CN': `${found} 个大类`, en: `${found} top categories` };
  },
});
