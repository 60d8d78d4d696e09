import { boughtCondition } from '../condition-facts/bought.ts';

/** Bought something of one of the categories or of those below it. */
export const boughtCategory = boughtCondition({
  is: 'orders.bought_category',
  label: { 'zh-CN': '购买过类目', en: 'Bought from category' },
  what: { 'zh-CN': '类目', en: 'Categories' },
  catalogue: 'commerce.categories',
  words: { 'zh-CN': '买过类目', en: 'bought from the category' },
  lookup: 'commerce.skus_of_category',
  column: 'skus',
});
