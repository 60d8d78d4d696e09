import { sequenceCondition } from '../condition-facts/goods.ts';

/** Bought something of one category, and then something of another. */
export const boughtSequence = sequenceCondition({
  is: 'orders.sequence',
  label: { 'zh-CN': '先后购买类目', en: 'Bought a category, then another' },
  what: { 'zh-CN': '类目', en: 'Categories' },
  catalogue: 'commerce.categories',
  lookup: 'commerce.skus_of_category',
  words: { 'zh-CN': '类目', en: 'category' },
});
