import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { creditReasonSchema } from '../credit/credit-reason.ts';
import { listedOrderSchema, ORDER_STATUSES, orderLineSchema, orderSchema } from '../orders/schema.ts';
import { CHANGE_ORIGINS } from './order-life.ts';
import { PAYMENT_METHODS, RETURN_STATES, TRACKING_STATUSES } from './words.ts';

export type { PaymentMethod, ReturnState, TrackingStatus } from './words.ts';
export { PAYMENT_METHODS, RETURN_STATES, TRACKING_STATUSES } from './words.ts';

/** Minor units; an order is far below this. */
const amount = z.number().int().positive().max(1e15);
const shortText = z.string().trim().min(1).max(200);
/** Pieces or weight, a plain decimal above zero. */
export const quantitySchema = z.string().regex(/^(?!0+(?:\.0+)?$)\d{1,12}(?:\.\d{1,6})?$/u);

const piecesSchema = z.object({ lineNo: z.number().int(), quantity: z.string() }).meta({ id: 'OrderPieces' });

const factShape = {
  id: z.uuid(),
  /** Who said it: `staff`, or the source of the record. */
  source: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
};

export const paymentSchema = z
  .object({
    ...factShape,
    method: z.enum(PAYMENT_METHODS),
    amountMinor: z.number().int(),
    reference: z.string().nullable(),
    mayWithdraw: z.boolean(),
  })
  .meta({ id: 'Payment' });

export const refundSchema = z
  .object({
    ...factShape,
    method: z.enum(PAYMENT_METHODS),
    amountMinor: z.number().int(),
    reason: z.string().nullable(),
    paymentId: z.uuid().nullable(),
    returnId: z.uuid().nullable(),
    lineNo: z.number().int().nullable(),
  })
  .meta({ id: 'Refund' });

export const returnSchema = z
  .object({
    ...factShape,
    lines: z.array(piecesSchema),
    reason: z.string().nullable(),
    state: z.enum(RETURN_STATES),
    states: z.array(z.object({ state: z.enum(RETURN_STATES), at: z.iso.datetime(), by: z.string() })),
    /** What its pieces cost, in minor units. */
    valueMinor: z.number().int(),
    next: z.array(z.enum(RETURN_STATES)),
    mayWithdraw: z.boolean(),
  })
  .meta({ id: 'OrderReturn' });

export const shipmentSchema = z
  .object({
    ...factShape,
    carrier: z.string(),
    number: z.string(),
    lines: z.array(piecesSchema),
    /** Down to the city. */
    address: z.string().nullable(),
    tracking: z.array(
      z.object({
        id: z.uuid(),
        at: z.iso.datetime(),
        status: z.enum(TRACKING_STATUSES),
        place: z.string().nullable(),
        text: z.string().nullable(),
      }),
    ),
    mayWithdraw: z.boolean(),
  })
  .meta({ id: 'Shipment' });

export const statusChangeSchema = z
  .object({
    id: z.uuid(),
    from: z.enum(ORDER_STATUSES).nullable(),
    to: z.enum(ORDER_STATUSES),
    at: z.iso.datetime(),
    origin: z.enum(CHANGE_ORIGINS),
    reason: z.string().nullable(),
    by: z.string(),
  })
  .meta({ id: 'OrderStatusChange' });

export const orderPageSchema = orderSchema
  .extend({
    lines: z.array(orderLineSchema),
    shop: listedOrderSchema.shape.shop,
    customer: z.object({ id: z.uuid(), name: z.string().nullable(), account: z.string().nullable() }).nullable(),
    receivedMinor: z.number().int(),
    openMinor: z.number().int(),
    refundableMinor: z.number().int(),
    payments: z.array(paymentSchema),
    refunds: z.array(refundSchema),
    returns: z.array(returnSchema),
    shipments: z.array(shipmentSchema),
    /** By time, the newest first. */
    history: z.array(statusChangeSchema),
    /** What the asker may do with it now. */
    allowed: z.object({
      statuses: z.array(z.enum(ORDER_STATUSES)),
      payment: z.boolean(),
      refund: z.boolean(),
      shipment: z.boolean(),
      /** Pieces that can still come back. */
      returns: z.array(piecesSchema),
      /** The change that can still be undone. */
      undo: z.uuid().nullable(),
    }),
  })
  .meta({ id: 'OrderPage' });
export type OrderPage = z.output<typeof orderPageSchema>;

/** What an act answers: the order as it is afterwards, without what no act changes. */
export const actedOrderSchema = orderPageSchema.omit({ shop: true, customer: true }).meta({ id: 'ActedOrder' });
export type ActedOrder = z.output<typeof actedOrderSchema>;

export const getOrder = defineContract({
  name: 'commerce.get_order',
  method: 'GET',
  path: '/api/v1/orders/{id}',
  summary: {
    'zh-CN': '一张订单：明细、收款、退款、退货、物流、历史',
    en: 'One order: lines, payments, refunds, returns, shipments, history',
  },
  access: { permission: 'orders.read' },
  params: idParams,
  response: orderPageSchema,
});

export const changeOrderStatus = defineContract({
  name: 'commerce.change_order_status',
  method: 'POST',
  path: '/api/v1/orders/{id}/status',
  summary: { 'zh-CN': '变更订单状态', en: 'Move an order to its next state' },
  access: { permission: 'orders.write' },
  params: idParams,
  body: z.object({
    status: z.enum(ORDER_STATUSES),
    reason: shortText.nullable().default(null),
    /** Why an order over the credit limit of the customer is confirmed all the same. */
    creditReason: creditReasonSchema.optional(),
  }),
  response: actedOrderSchema,
  idempotent: true,
});

export const undoOrderStatus = defineContract({
  name: 'commerce.undo_order_status',
  method: 'POST',
  path: '/api/v1/orders/{id}/status/undo',
  summary: { 'zh-CN': '撤销刚才的状态变更', en: 'Undo the last change of state' },
  access: { permission: 'orders.write' },
  params: idParams,
  body: z.object({ changeId: z.uuid() }),
  response: actedOrderSchema,
  idempotent: true,
});

export const addPayment = defineContract({
  name: 'commerce.add_payment',
  method: 'POST',
  path: '/api/v1/orders/{id}/payments',
  summary: { 'zh-CN': '登记收款', en: 'Record a payment' },
  access: { permission: 'orders.write' },
  params: idParams,
  body: z.object({
    method: z.enum(PAYMENT_METHODS),
    amountMinor: amount,
    at: z.iso.datetime().optional(),
    reference: shortText.nullable().default(null),
  }),
  response: actedOrderSchema,
  idempotent: true,
});

export const addRefund = defineContract({
  name: 'commerce.add_refund',
  method: 'POST',
  path: '/api/v1/orders/{id}/refunds',
  summary: { 'zh-CN': '登记退款', en: 'Record a refund' },
  access: { permission: 'orders.write' },
  params: idParams,
  body: z.object({
    method: z.enum(PAYMENT_METHODS),
    amountMinor: amount,
    at: z.iso.datetime().optional(),
    reason: shortText.nullable().default(null),
    paymentId: z.uuid().nullable().default(null),
    returnId: z.uuid().nullable().default(null),
    lineNo: z.number().int().nullable().default(null),
  }),
  response: actedOrderSchema,
  idempotent: true,
});

const newPieces = z.object({ lineNo: z.number().int().positive(), quantity: quantitySchema });

export const addReturn = defineContract({
  name: 'commerce.add_return',
  method: 'POST',
  path: '/api/v1/orders/{id}/returns',
  summary: { 'zh-CN': '登记退货', en: 'Record a return' },
  access: { permission: 'orders.write' },
  params: idParams,
  body: z.object({ lines: z.array(newPieces).min(1).max(500), reason: shortText.nullable().default(null) }),
  response: actedOrderSchema,
  idempotent: true,
});

export const changeReturn = defineContract({
  name: 'commerce.change_return',
  method: 'POST',
  path: '/api/v1/orders/{id}/returns/{returnId}/state',
  summary: { 'zh-CN': '处理退货', en: 'Move a return to its next state' },
  access: { permission: 'orders.write' },
  params: z.object({ id: z.uuid(), returnId: z.uuid() }),
  body: z.object({ state: z.enum(RETURN_STATES) }),
  response: actedOrderSchema,
  idempotent: true,
});

export const addShipment = defineContract({
  name: 'commerce.add_shipment',
  method: 'POST',
  path: '/api/v1/orders/{id}/shipments',
  summary: { 'zh-CN': '登记发货', en: 'Record a shipment' },
  access: { permission: 'orders.write' },
  params: idParams,
  body: z.object({
    carrier: shortText,
    number: shortText,
    /** None: the whole order. */
    lines: z.array(newPieces).max(500).default([]),
    at: z.iso.datetime().optional(),
    /** Kept down to the city only. */
    address: z.string().trim().max(500).nullable().default(null),
  }),
  response: actedOrderSchema,
  idempotent: true,
});

export const addTracking = defineContract({
  name: 'commerce.add_tracking',
  method: 'POST',
  path: '/api/v1/orders/{id}/shipments/{shipmentId}/tracking',
  summary: { 'zh-CN': '登记物流动态', en: 'Record a tracking event' },
  access: { permission: 'orders.write' },
  params: z.object({ id: z.uuid(), shipmentId: z.uuid() }),
  body: z.object({
    status: z.enum(TRACKING_STATUSES),
    at: z.iso.datetime().optional(),
    place: shortText.nullable().default(null),
    text: shortText.nullable().default(null),
  }),
  response: actedOrderSchema,
  idempotent: true,
});

export const WITHDRAWABLE = ['payment', 'refund', 'return', 'shipment'] as const;
export type Withdrawable = (typeof WITHDRAWABLE)[number];

export const withdrawFact = defineContract({
  name: 'commerce.withdraw_fact',
  method: 'POST',
  path: '/api/v1/orders/{id}/withdrawals',
  summary: {
    'zh-CN': '撤回误登记的收款、退款、退货或发货',
    en: 'Take back a payment, refund, return or shipment entered by mistake',
  },
  access: { permission: 'orders.write' },
  params: idParams,
  body: z.object({ kind: z.enum(WITHDRAWABLE), factId: z.uuid() }),
  response: actedOrderSchema,
  idempotent: true,
});
