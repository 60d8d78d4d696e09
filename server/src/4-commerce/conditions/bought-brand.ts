import { boughtCondition } from '../condition-facts/bought.ts';

/** Bought something of one of the brands. */
export const boughtBrand = boughtCondition({
  is: 'orders.bought_brand',
  label: { 'zh-CN': '购买过品牌', en: 'Bought brand' },
  what: { 'zh-CN': '品牌', en: 'Brands' },
  catalogue: 'commerce.brands',
  words: { 'zh-CN': '买过品牌', en: 'bought the brand' },
  lookup: 'commerce.skus_of_brand',
  column: 'skus',
});
