import { optional } from '#kernel/pure/rules/arg-face.ts';
import { texts, window } from '#kernel/pure/rules/args.ts';
import { daysOf } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { anyOf } from '#kernel/pure/rules/measures.ts';
import { goodsOf } from '../condition-facts/goods.ts';
import {
  day,
  daysSql,
  IS_PURCHASE,
  ORDERS_GROUP,
  ORDERS_SOURCE,
  type OrderFacts,
  purchasesIn,
  windowSql,
} from '../condition-facts/purchases.ts';

const LOOKUP = 'commerce.skus_of_category';
const goods = goodsOf(LOOKUP);

/** Bought before the window and not in it: all there is, or goods of some categories. */
export const notSince = defineCondition({
  is: 'orders.not_since',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '此后未再购买', en: 'Bought before, not since' },
  words: '没再买 不再买 没买 流失 lapsed',
  source: ORDERS_SOURCE,
  args: {
    window: window({ 'zh-CN': '没有购买的时间', en: 'When not' }),
    of: optional(texts({ 'zh-CN': '类目', en: 'Categories' }, 'commerce.categories')),
  },
  sentence: {
    'zh-CN': '以前买过[类目{of}|东西]但{window}未再购买',
    en: 'bought [from the category {of}|something] before, but not {window}',
  },
  lookups: ({ of = [] }) => of.map((key) => ({ name: LOOKUP, key })),
  sql: ({ window: days, of }, asking) => {
    const { from, to } = daysOf(days, asking.date);
    const values = of === undefined ? null : asking.param([...goods(asking.found, of)].toSorted(), 'Array(String)');
    const what = values === null ? IS_PURCHASE : `sku IN ${values}`;
    const on = values === null ? 'business_date' : 'sold_on';
    return {
      columns: {
        before: anyOf(`${what} AND ${on} < ${asking.param(from, 'Date32')} AND ${windowSql(undefined, asking, on)}`),
        since: anyOf(`${what} AND ${daysSql({ from, to }, asking, on)}`),
      },
      predicate: ({ before = '', since = '' }) => `${before} AND NOT ${since}`,
    };
  },
  evaluate: (facts: OrderFacts, { window: days, of }, asking) => {
    const { from, to } = daysOf(days, asking.date);
    const found = meant(facts, of, asking);
    return found.some((date) => date < from) && !found.some((date) => date >= from && date <= to);
  },
  explain: (facts, { of }, asking) => day(meant(facts, of, asking).at(-1)),
});

/** The days on which something of it was bought, up to the day asked about, in order. */
function meant(
  facts: OrderFacts,
  of: readonly string[] | undefined,
  asking: Parameters<typeof purchasesIn>[2] & { readonly found: Parameters<typeof goods>[0] },
): readonly string[] {
  const wanted = of === undefined ? null : goods(asking.found, of);
  return purchasesIn(facts, undefined, asking)
    .filter(({ skus }) => wanted === null || skus.some((sku) => wanted.has(sku)))
    .map(({ businessDate }) => businessDate)
    .toSorted();
}
