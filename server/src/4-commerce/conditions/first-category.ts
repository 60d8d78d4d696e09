import { texts } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { goodsOf, overGoods } from '../condition-facts/goods.ts';
import {
  day,
  ORDERS_GROUP,
  ORDERS_SOURCE,
  type OrderFacts,
  purchasesIn,
  windowSql,
} from '../condition-facts/purchases.ts';

const LOOKUP = 'commerce.skus_of_category';
const goods = goodsOf(LOOKUP);

/** Among what was bought on the first day of all was something of one of the categories. */
export const firstCategory = defineCondition({
  is: 'orders.first_category',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '首购类目', en: 'Category bought first' },
  source: ORDERS_SOURCE,
  args: { of: texts({ 'zh-CN': '类目', en: 'Categories' }, 'commerce.categories') },
  sentence: { 'zh-CN': '首次购买的类目是{of}', en: 'bought first from the category {of}' },
  lookups: ({ of }) => of.map((key) => ({ name: LOOKUP, key })),
  sql: ({ of }, asking) => {
    const values = asking.param([...goods(asking.found, of)].toSorted(), 'Array(String)');
    // The newest stands first, so the last one is of the first day.
    return {
      columns: {
        yes: overGoods(`sku IN ${values} AND sold_on = sold_days[-1] AND ${windowSql(undefined, asking, 'sold_on')}`),
      },
      predicate: ({ yes = '' }) => yes,
    };
  },
  evaluate: (facts: OrderFacts, { of }, asking) => {
    const wanted = goods(asking.found, of);
    return firstBought(facts, asking).some(({ skus }) => skus.some((sku) => wanted.has(sku)));
  },
  explain: (facts, _, asking) => day(firstBought(facts, asking)[0]?.businessDate),
});

/** The purchases of the first day on which goods were bought. */
function firstBought(facts: OrderFacts, asking: Parameters<typeof purchasesIn>[2]): OrderFacts {
  const sold = purchasesIn(facts, undefined, asking).filter(({ skus }) => skus.length > 0);
  const first = sold.map(({ businessDate }) => businessDate).toSorted()[0];
  return sold.filter(({ businessDate }) => businessDate === first);
}
