import { boughtCondition } from '../condition-facts/bought.ts';

/** Bought one of the products, in whatever size and colour. */
export const boughtProduct = boughtCondition({
  is: 'orders.bought_product',
  label: { 'zh-CN': '购买过商品', en: 'Bought product' },
  what: { 'zh-CN': '商品', en: 'Products' },
  catalogue: 'commerce.products',
  words: { 'zh-CN': '买过商品', en: 'bought the product' },
  lookup: 'commerce.skus_of_product',
  column: 'skus',
});
