import { boughtCondition } from '../condition-facts/bought.ts';

/** Bought at a shop of one of the sales channels. */
export const salesChannel = boughtCondition({
  is: 'orders.sales_channel',
  label: { 'zh-CN': '购买渠道', en: 'Bought by sales channel' },
  what: { 'zh-CN': '销售渠道', en: 'Sales channels' },
  catalogue: 'commerce.channels',
  words: { 'zh-CN': '通过销售渠道购买过：', en: 'bought by the sales channel' },
  lookup: 'commerce.sources_of_channel',
  column: 'source',
});
