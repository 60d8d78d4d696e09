import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

/** A sale adds to what a customer is worth; a refund takes back; an adjustment is bookkeeping about nobody's purchase. */
export const ORDER_KINDS = ['sale', 'refund', 'adjustment'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];
/** The states of an order's life; `life/transitions.ts` says which follows which. */
export const ORDER_STATUSES = [
  'cart',
  'placed',
  'paid',
  'cod_confirmed',
  'picked',
  'shipped',
  'delivered',
  'accepted',
  'completed',
  'cancelled',
  'partly_returned',
  'returned',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];
/** Orders in these states sold nothing: a cart not yet, a cancelled order no more. */
export const UNSOLD_STATUSES = ['cart', 'cancelled'] as const satisfies readonly OrderStatus[];

/** Whether an order in this state is a sale. */
export function isSold(status: OrderStatus): boolean {
  return !UNSOLD_STATUSES.some((unsold) => unsold === status);
}

export const orderLineSchema = z
  .object({
    lineNo: z.number().int(),
    sku: z.string(),
    name: z.string().nullable(),
    /** Decimal as given; negative on returns. */
    quantity: z.string(),
    /** Decimal as given, in major units. */
    unitPrice: z.string(),
    /** quantity × unit price, rounded once to minor units. */
    amountMinor: z.number().int(),
  })
  .meta({ id: 'OrderLine' });

export const orderSchema = z
  .object({
    id: z.uuid(),
    source: z.string(),
    /** The order number at its source. */
    number: z.string(),
    kind: z.enum(ORDER_KINDS),
    status: z.enum(ORDER_STATUSES),
    placedAt: z.iso.datetime(),
    currency: z.string(),
    /** Sum of the line amounts, in minor units of the currency. */
    totalMinor: z.number().int(),
    /** Of the total, what was given back. */
    refundedMinor: z.number().int(),
    lineCount: z.number().int(),
    customerId: z.uuid().nullable(),
    region: z.string().nullable(),
  })
  .meta({ id: 'Order' });
export type Order = z.output<typeof orderSchema>;

/** As it stands in the list of all orders. */
export const listedOrderSchema = orderSchema
  .extend({
    customerName: z.string().nullable(),
    shop: z.object({ id: z.uuid(), name: z.string(), channel: z.string() }).nullable(),
  })
  .meta({ id: 'ListedOrder' });
export type ListedOrder = z.output<typeof listedOrderSchema>;

/** Totals of one customer's orders in one currency. */
export const orderTotalsSchema = z
  .object({
    currency: z.string(),
    /** Sales that were not cancelled. */
    orders: z.number().int(),
    salesMinor: z.number().int(),
    refunds: z.number().int(),
    /** Refund orders and what was given back of sales; negative or zero. */
    refundsMinor: z.number().int(),
    /** Sales plus refunds plus adjustments. */
    netMinor: z.number().int(),
    firstOrderAt: z.iso.datetime().nullable(),
    lastOrderAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'OrderTotals' });
export type OrderTotals = z.output<typeof orderTotalsSchema>;

export const listCustomerOrders = defineContract({
  name: 'commerce.list_customer_orders',
  method: 'GET',
  path: '/api/v1/customers/{id}/orders',
  summary: { 'zh-CN': '客户的订单，新的在前', en: "A customer's orders, newest first, with totals" },
  access: { permission: 'orders.read' },
  params: idParams,
  query: z.object(pageQuery),
  response: pageOf(orderSchema).extend({ totals: z.array(orderTotalsSchema) }),
});

/** Months that a customer's spend looks back, the present one included. */
export const SPEND_MONTHS = 24;

export const spendSchema = z
  .object({
    currency: z.string(),
    /** The last 24 months, oldest first, months without an order included. */
    months: z.array(
      z.object({
        /** `YYYY-MM` in the business's zone. */
        month: z.string(),
        orders: z.number().int(),
        /** Sales plus refunds plus adjustments of the orders of the month. */
        netMinor: z.number().int(),
      }),
    ),
    /** The last twelve months beside the twelve before them, the present month included. */
    trend: z.object({
      recentMinor: z.number().int(),
      beforeMinor: z.number().int(),
      /** Of the year before: 0.25 is a quarter more; null where nothing was spent in it. */
      change: z.number().nullable(),
    }),
    /** The middle one of the spans between days with a purchase; null with fewer than three such days. */
    usualGapDays: z.number().nullable(),
    lastPurchaseOn: z.iso.date().nullable(),
  })
  .meta({ id: 'Spend' });
export type Spend = z.output<typeof spendSchema>;

export const getCustomerSpend = defineContract({
  name: 'commerce.get_customer_spend',
  method: 'GET',
  path: '/api/v1/customers/{id}/spend',
  summary: { 'zh-CN': '客户每月的消费与购买间隔', en: "A customer's spend by month and how often they buy" },
  access: { permission: 'orders.read' },
  params: idParams,
  response: z.object({ items: z.array(spendSchema) }),
});

export const listOrders = defineContract({
  name: 'commerce.list_orders',
  method: 'GET',
  path: '/api/v1/orders',
  summary: { 'zh-CN': '全部订单，新的在前', en: 'All orders, newest first' },
  access: { permission: 'orders.read' },
  query: z.object({
    ...pageQuery,
    /** Several, parted by commas. */
    status: z
      .string()
      .max(300)
      .transform((text) => text.split(','))
      .pipe(z.array(z.enum(ORDER_STATUSES)).min(1))
      .optional(),
    shopId: z.uuid().optional(),
    channel: z.string().max(60).optional(),
    source: z.string().max(200).optional(),
    /** Days in the business's zone, both included. */
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    /** How the order number begins. */
    number: z.string().trim().min(1).max(200).optional(),
  }),
  response: pageOf(listedOrderSchema),
});

export const summarizeOrders = defineContract({
  name: 'commerce.summarize_orders',
  method: 'POST',
  path: '/api/v1/orders/summaries',
  summary: { 'zh-CN': '多位客户的订单合计', en: 'Order totals of several customers' },
  access: { permission: 'orders.read' },
  body: z.object({ customerIds: z.array(z.uuid()).min(1).max(200) }),
  response: z.object({ items: z.array(z.object({ customerId: z.uuid(), totals: z.array(orderTotalsSchema) })) }),
});
