import { z } from 'zod';
import { PAYMENT_METHODS, quantitySchema, RETURN_STATES, TRACKING_STATUSES } from '../life/schema.ts';

const name = z.string().trim().min(1).max(200);
/** A decimal in major units, as text or number. */
const decimal = z
  .union([z.string(), z.number().transform(String)])
  .pipe(z.string().regex(/^-?\d{1,12}(?:\.\d{1,6})?$/u));
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const method = z.enum(PAYMENT_METHODS).default('other');

const payment = z.object({
  key: name,
  method,
  amount: decimal,
  at: instant.optional(),
  reference: name.nullable().default(null),
});

/** An order as its source knows it now. Lines, when given, are all its lines; left out, they stay. */
export const orderData = z.object({
  /** The order number; without it the record's key. */
  number: name.optional(),
  /** One of our states, or a word that shops use for one. */
  status: z.string().max(60).optional(),
  placedAt: instant.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/u)
    .optional(),
  region: name.nullable().optional(),
  lines: z
    .array(
      z.object({
        sku: name,
        name: name.nullable().default(null),
        quantity: decimal,
        unitPrice: decimal.optional(),
        amount: decimal.optional(),
      }),
    )
    .min(1)
    .max(1000)
    .optional(),
  payments: z.array(payment).max(50).default([]),
});
export type OrderData = z.output<typeof orderData>;

/** Which order a fact belongs to; at the source of the record unless another is named. */
const ofOrder = { order: name, orderSource: name.optional() };

export const paymentData = z.object({ ...ofOrder, method, amount: decimal, reference: name.nullable().default(null) });

export const refundData = z.object({
  ...ofOrder,
  method,
  amount: decimal,
  reason: name.nullable().default(null),
  /** The key of the payment or return that it belongs to, and the line. */
  payment: name.optional(),
  return: name.optional(),
  line: z.number().int().positive().optional(),
});

const pieces = z.array(
  z.union([
    z.object({ line: z.number().int().positive(), quantity: quantitySchema }),
    z.object({ sku: name, quantity: quantitySchema }),
  ]),
);

export const returnData = z.object({
  ...ofOrder,
  lines: pieces.min(1).max(500),
  reason: name.nullable().default(null),
  state: z.enum(RETURN_STATES).default('requested'),
});

export const shipmentData = z.object({
  ...ofOrder,
  carrier: name,
  number: name,
  lines: pieces.max(500).default([]),
  /** Kept down to the city only. */
  address: z.string().max(500).nullable().default(null),
  events: z
    .array(
      z.object({
        at: instant,
        status: z.enum(TRACKING_STATUSES),
        place: name.nullable().default(null),
        text: name.nullable().default(null),
      }),
    )
    .max(200)
    .default([]),
});
