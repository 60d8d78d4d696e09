import { sequenceCondition } from '../condition-facts/goods.ts';

/** Bought one product, and then another. */
export const boughtProductSequence = sequenceCondition({
  is: 'orders.product_sequence',
  label: { 'zh-CN': '先后购买商品', en: 'Bought a product, then another' },
  what: { 'zh-CN': '商品', en: 'Products' },
  catalogue: 'commerce.products',
  lookup: 'commerce.skus_of_product',
  words: { 'zh-CN': '商品', en: 'product' },
});
