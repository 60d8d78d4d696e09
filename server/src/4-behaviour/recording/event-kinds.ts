import type { Text } from '#kernel/pure/text.ts';

/** What somebody can do on a site or in an app. */
export const EVENT_KINDS = [
  'visit',
  'page_view',
  'product_view',
  'search',
  'cart_add',
  'cart_remove',
  'checkout',
  'campaign_click',
  'newsletter_subscribe',
  'identify',
  'custom',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export const EVENT_LABELS: Readonly<Record<EventKind, Text>> = {
  visit: { 'zh-CN': '访问', en: 'Visit' },
  page_view: { 'zh-CN': '浏览页面', en: 'Page view' },
  product_view: { 'zh-CN': '浏览商品', en: 'Product view' },
  search: { 'zh-CN': '搜索', en: 'Search' },
  cart_add: { 'zh-CN': '加入购物车', en: 'Added to cart' },
  cart_remove: { 'zh-CN': '移出购物车', en: 'Removed from cart' },
  checkout: { 'zh-CN': '去结算', en: 'Checkout' },
  campaign_click: { 'zh-CN': '点击活动', en: 'Campaign click' },
  newsletter_subscribe: { 'zh-CN': '订阅资讯', en: 'Newsletter subscription' },
  identify: { 'zh-CN': '登录识别', en: 'Identified' },
  custom: { 'zh-CN': '自定义行为', en: 'Custom event' },
};
