import type { Text } from '#kernel/pure/text.ts';
import type { OrderStatus } from '../orders/schema.ts';

export const PAYMENT_METHODS = [
  'wechat',
  'alipay',
  'bank_card',
  'cash',
  'cash_on_delivery',
  'stored_value',
  'transfer',
  'other',
] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export const RETURN_STATES = ['requested', 'received', 'accepted', 'refused', 'refunded'] as const;
export type ReturnState = (typeof RETURN_STATES)[number];

export const TRACKING_STATUSES = [
  'collected',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'signed',
  'failed',
  'sent_back',
] as const;
export type TrackingStatus = (typeof TRACKING_STATUSES)[number];

/** The states as people read them in errors and time-lines. */
export const STATUS_LABELS: Readonly<Record<OrderStatus, Text>> = {
  cart: { 'zh-CN': '购物车', en: 'cart' },
  placed: { 'zh-CN': '待付款', en: 'placed' },
  paid: { 'zh-CN': '已付款', en: 'paid' },
  cod_confirmed: { 'zh-CN': '货到付款已确认', en: 'confirmed, cash on delivery' },
  picked: { 'zh-CN': '已拣货', en: 'picked' },
  shipped: { 'zh-CN': '已发货', en: 'shipped' },
  delivered: { 'zh-CN': '已送达', en: 'delivered' },
  accepted: { 'zh-CN': '已签收', en: 'accepted' },
  completed: { 'zh-CN': '已完成', en: 'completed' },
  cancelled: { 'zh-CN': '已取消', en: 'cancelled' },
  partly_returned: { 'zh-CN': '部分退货', en: 'partly returned' },
  returned: { 'zh-CN': '已退货', en: 'returned' },
};

export const RETURN_LABELS: Readonly<Record<ReturnState, Text>> = {
  requested: { 'zh-CN': '已申请', en: 'requested' },
  received: { 'zh-CN': '已收到退货', en: 'received' },
  accepted: { 'zh-CN': '已接受', en: 'accepted' },
  refused: { 'zh-CN': '已拒绝', en: 'refused' },
  refunded: { 'zh-CN': '已退款', en: 'refunded' },
};

export const TRACKING_LABELS: Readonly<Record<TrackingStatus, Text>> = {
  collected: { 'zh-CN': '已揽收', en: 'collected' },
  in_transit: { 'zh-CN': '运输中', en: 'in transit' },
  out_for_delivery: { 'zh-CN': '派送中', en: 'out for delivery' },
  delivered: { 'zh-CN': '已送达', en: 'delivered' },
  signed: { 'zh-CN': '已签收', en: 'signed for' },
  failed: { 'zh-CN': '投递失败', en: 'delivery failed' },
  sent_back: { 'zh-CN': '退回途中', en: 'on its way back' },
};

/** Texts one after the other, as a list in a sentence. */
export function listed(texts: readonly Text[]): Text {
  return {
    'zh-CN': texts.map((text) => text['zh-CN']).join('、'),
    en: texts.map((text) => text.en).join(', '),
  };
}
