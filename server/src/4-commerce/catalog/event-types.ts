import type { EventType } from '#kernel/module.ts';

/** What the catalogue writes to the log: ids of products, nothing else. */
export const CATALOG_EVENT_TYPES: readonly EventType[] = [
  {
    type: 'commerce.product_changed',
    label: { 'zh-CN': '商品有变化（新建、修改、撤销）', en: 'Products were added, changed or taken back' },
  },
  {
    type: 'commerce.price_changed',
    label: { 'zh-CN': '商品价格已生效', en: 'Prices of products began to hold' },
  },
  { type: 'commerce.product_listed', label: { 'zh-CN': '商品已上架', en: 'Products went on sale' } },
];
