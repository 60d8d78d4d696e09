import type { EventType } from '#kernel/module.ts';

/** What happens with orders, as the log says it. */
export const ORDER_EVENT_TYPES: readonly EventType[] = [
  { type: 'commerce.orders_imported', label: { 'zh-CN': '导入了订单', en: 'Orders were imported' } },
  { type: 'commerce.orders_changed', label: { 'zh-CN': '订单新增或变动', en: 'Orders were placed or changed' } },
  { type: 'commerce.orders_removed', label: { 'zh-CN': '撤销了导入的订单', en: 'Imported orders were undone' } },
  { type: 'commerce.order_status_changed', label: { 'zh-CN': '订单状态变动', en: 'An order moved on' } },
  {
    type: 'commerce.payment_recorded',
    label: { 'zh-CN': '登记或修改了收款', en: 'A payment was recorded or changed' },
  },
  { type: 'commerce.refund_recorded', label: { 'zh-CN': '登记或修改了退款', en: 'A refund was recorded or changed' } },
  { type: 'commerce.shipment_changed', label: { 'zh-CN': '物流变动', en: 'A parcel was sent or moved on' } },
  { type: 'commerce.return_changed', label: { 'zh-CN': '退货变动', en: 'A return came in or moved on' } },
  {
    type: 'commerce.credit_limit_changed',
    label: { 'zh-CN': '信用额度变动', en: 'A credit limit was changed' },
  },
  {
    type: 'commerce.credit_changed',
    label: { 'zh-CN': '客户未付款或额度变动', en: 'What a customer owes or may owe has changed' },
  },
  {
    type: 'commerce.recipient_marked',
    label: { 'zh-CN': '标记了为哪位家人购买', en: 'A line was marked for somebody' },
  },
];
