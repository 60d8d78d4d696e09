import { z } from 'zod';
import { creditReasonSchema } from '#commerce/pure';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

export const SLIP_STATES = ['recorded', 'unsettled', 'dismissed'] as const;
export const MAX_SLIPS = 200;

/** One slip of a terminal, as it was typed. */
export const typedSlipSchema = z.object({
  /** As printed on it; where it has none, anything that stays the same when it is sent again. */
  number: z.string().trim().min(1).max(100),
  card: z.string().trim().min(1).max(64),
  productType: z.string().trim().min(1).max(60),
  /** In major units. */
  amount: z.string().trim().max(20),
  /** Of the slip; that of the batch when left out. */
  soldOn: z.iso.date().optional(),
  /** Why it is taken although the customer is over the credit limit. */
  creditReason: creditReasonSchema.optional(),
});
export type TypedSlip = z.output<typeof typedSlipSchema>;

export const slipSchema = z
  .object({
    id: z.uuid(),
    number: z.string(),
    card: z.string(),
    productType: z.string(),
    amount: z.string(),
    soldOn: z.iso.date(),
    shopId: z.uuid().nullable(),
    state: z.enum(SLIP_STATES),
    /** Why it was put aside. */
    reason: z.string().nullable(),
    enteredBy: z.string(),
    enteredAt: z.iso.datetime(),
    orderId: z.uuid().nullable(),
    customerId: z.uuid().nullable(),
  })
  .meta({ id: 'Slip' });
export type Slip = z.output<typeof slipSchema>;

export const slipResultSchema = z.object({
  index: z.number().int(),
  /** `recorded`: a purchase; `same`: it was there; `unknown_card`: kept to be settled; `rejected`: not kept. */
  outcome: z.enum(['recorded', 'same', 'unknown_card', 'rejected']),
  slipId: z.uuid().nullable(),
  orderId: z.uuid().nullable(),
  fault: z.object({ field: z.string().nullable(), code: z.string(), reason: z.string() }).nullable(),
});
export type SlipResult = z.output<typeof slipResultSchema>;

const WRITE = { permission: 'slips.write' } as const;

export const enterSlips = defineContract({
  name: 'entry.enter_slips',
  method: 'POST',
  path: '/api/v1/slips',
  summary: {
    'zh-CN': '批量录入终端小票：卡号有效的记为消费，卡号不明的留待处理；同一小票号只记一次',
    en: 'Enter slips of terminals: a purchase each where the card is known, kept where it is not; each number once',
  },
  access: WRITE,
  body: z.object({
    /** Whose terminal; none for slips of no shop of ours. */
    shopId: z.uuid().nullable().default(null),
    soldOn: z.iso.date(),
    slips: z.array(typedSlipSchema).min(1).max(MAX_SLIPS),
  }),
  response: z.object({ results: z.array(slipResultSchema) }),
  transaction: 'own',
});

export const listSlips = defineContract({
  name: 'entry.list_slips',
  method: 'GET',
  path: '/api/v1/slips',
  summary: { 'zh-CN': '已录入的小票，新的在前', en: 'Slips, newest first' },
  access: WRITE,
  query: z.object({ ...pageQuery, state: z.enum(SLIP_STATES).default('unsettled') }),
  response: pageOf(slipSchema).extend({ productTypes: z.array(z.string()), unsettled: z.number().int() }),
});

export const settleSlip = defineContract({
  name: 'entry.settle_slip',
  method: 'POST',
  path: '/api/v1/slips/{id}/settle',
  summary: {
    'zh-CN': '处理卡号不明的小票：改正卡号或再查一次，查到即记为消费',
    en: 'Settle a slip whose card was unknown: with the right card, or looked up again',
  },
  access: WRITE,
  params: idParams,
  body: z.object({ card: z.string().trim().min(1).max(64).optional(), creditReason: creditReasonSchema.optional() }),
  response: slipSchema,
  transaction: 'own',
});

export const dismissSlip = defineContract({
  name: 'entry.dismiss_slip',
  method: 'POST',
  path: '/api/v1/slips/{id}/dismiss',
  summary: { 'zh-CN': '搁置一张小票，须写原因', en: 'Put a slip aside, with a reason' },
  access: WRITE,
  params: idParams,
  body: z.object({ reason: z.string().trim().min(2).max(300) }),
  response: slipSchema,
});
