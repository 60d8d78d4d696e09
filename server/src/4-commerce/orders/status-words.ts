import { normalizeText } from '#kernel/pure/text.ts';
import type { OrderStatus } from './schema.ts';

/**
 * What shops and marketplaces write in the status column, without blanks and punctuation. Words that do not say
 * whether the order sold (退款成功 alone, partly refunded) are left out: their rows are listed as faults.
 */
export const STATUS_WORDS = {
  cart: ['cart', 'incart', '购物车', '购物车中'],
  placed: [
    'placed',
    'pending',
    'pendingpayment',
    'awaitingpayment',
    'unpaid',
    'onhold',
    '待付款',
    '待支付',
    '未付款',
    '未支付',
    '等待付款',
    '等待买家付款',
    '已下单',
    '已拍下',
  ],
  paid: [
    'paid',
    'processing',
    'unfulfilled',
    '已付款',
    '已支付',
    '买家已付款',
    '买家已付款等待卖家发货',
    '待发货',
    '未发货',
    '等待发货',
    '等待卖家发货',
    '已付款待发货',
    '已成团待发货',
    '备货中',
    '待出库',
    '等待出库',
  ],
  cod_confirmed: ['codconfirmed', '货到付款', '货到付款已确认', '货到付款待发货'],
  picked: ['picked', 'packed', '已拣货', '已配货', '拣货完成', '已打包'],
  shipped: [
    'shipped',
    'dispatched',
    'intransit',
    'fulfilled',
    '已发货',
    '部分发货',
    '卖家已发货',
    '卖家部分发货',
    '卖家已发货等待买家确认',
    '等待买家确认收货',
    '等待确认收货',
    '待收货',
    '待签收',
    '已发货待签收',
    '已出库',
    '运输中',
    '配送中',
  ],
  delivered: ['delivered', '已妥投', '已送达'],
  accepted: ['accepted', 'signed', '签收', '已签收'],
  completed: [
    'completed',
    'complete',
    'finished',
    'done',
    '完成',
    '已完成',
    '订单完成',
    '订单已完成',
    '交易完成',
    '交易成功',
    '已收货',
    '确认收货',
    '已确认收货',
    '待评价',
    '已评价',
  ],
  cancelled: [
    'cancelled',
    'canceled',
    'closed',
    'void',
    'voided',
    'expired',
    '取消',
    '已取消',
    '订单取消',
    '订单已取消',
    '交易取消',
    '已关闭',
    '订单关闭',
    '订单已关闭',
    '交易关闭',
    '交易已关闭',
    '未发货退款成功',
    '已取消退款成功',
  ],
  // What came back is said by returns and refunds, which name pieces and money; a word alone names neither.
  partly_returned: [],
  returned: [],
} as const satisfies Readonly<Record<OrderStatus, readonly string[]>>;

const STATUS_OF: ReadonlyMap<string, OrderStatus> = new Map(
  Object.entries(STATUS_WORDS).flatMap(([status, words]) =>
    // Object.entries widens the keys to string.
    words.map((word) => [word, status as OrderStatus] as const),
  ),
);

/** The status that a word of an order file means, in any case, width and punctuation; null for a word we do not know. */
export function statusOf(text: string): OrderStatus | null {
  const folded = normalizeText(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return STATUS_OF.get(text) ?? STATUS_OF.get(folded) ?? null;
}
