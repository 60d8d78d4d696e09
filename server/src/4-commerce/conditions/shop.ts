import { boughtCondition } from '../condition-facts/bought.ts';

/** Bought at one of the shops. */
export const shop = boughtCondition({
  is: 'orders.shop',
  label: { 'zh-CN': '购买店铺', en: 'Bought at shop' },
  what: { 'zh-CN': '店铺', en: 'Shops' },
  catalogue: 'commerce.shops',
  words: { 'zh-CN': '在店铺购买过：', en: 'bought at the shop' },
  lookup: 'commerce.sources_of_shop',
  column: 'source',
});
