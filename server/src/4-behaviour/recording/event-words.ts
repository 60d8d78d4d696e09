import type { EventKind } from './event-kinds.ts';

/** What files and other systems call each kind, in lower case, blanks and hyphens as underscores. */
const WORDS: Readonly<Record<EventKind, readonly string[]>> = {
  visit: ['visit', 'session', 'session_start', '访问', '到访', '登录'],
  page_view: ['page_view', 'pageview', 'page', 'pv', '浏览', '浏览页面', '页面浏览'],
  product_view: [
    'product_view',
    'view',
    'view_item',
    'product_viewed',
    'detail',
    'click',
    '浏览商品',
    '商品浏览',
    '查看商品',
  ],
  search: ['search', 'products_searched', 'site_search', '搜索', '站内搜索'],
  cart_add: ['cart_add', 'cart', 'addtocart', 'add_to_cart', 'product_added', '加购', '加入购物车'],
  cart_remove: ['cart_remove', 'remove_from_cart', 'product_removed', '移出购物车', '删除购物车'],
  checkout: ['checkout', 'begin_checkout', 'checkout_started', '结算', '去结算', '提交订单'],
  campaign_click: [
    'campaign_click',
    'ad_click',
    'email_click',
    'promotion_clicked',
    '点击活动',
    '活动点击',
    '广告点击',
  ],
  newsletter_subscribe: ['newsletter_subscribe', 'subscribe', 'newsletter', '订阅', '订阅资讯'],
  identify: ['identify', '识别'],
  custom: ['custom', '自定义'],
};

const KIND_OF: ReadonlyMap<string, EventKind> = new Map(
  Object.entries(WORDS).flatMap(([kind, words]) => words.map((word) => [word, kind as EventKind] as const)),
);

/** The kind that a word means; any other word names a custom event. */
export function kindOfWord(word: string): EventKind {
  return (
    KIND_OF.get(
      word
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/gu, '_'),
    ) ?? 'custom'
  );
}
