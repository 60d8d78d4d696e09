import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

const label = z.object({ 'zh-CN': z.string(), en: z.string() });

export const recipientSchema = z
  .object({
    /** The member of the buyer's household. */
    memberId: z.uuid(),
    name: z.string().nullable(),
    relationLabel: label,
    relationWord: z.string().nullable(),
    sizes: z.record(z.string(), z.string()),
    isMinor: z.boolean(),
    /** The customer of the order themselves. */
    isBuyer: z.boolean(),
  })
  .meta({ id: 'OrderRecipient' });

export const orderRecipientsSchema = z
  .object({
    householdId: z.uuid().nullable(),
    /** For whom a line can be. */
    people: z.array(recipientSchema),
    /** Lines that are for somebody; the others are the buyer's own. */
    lines: z.array(z.object({ lineNo: z.number().int(), memberId: z.uuid(), name: z.string().nullable() })),
    can: z.object({ write: z.boolean() }),
  })
  .meta({ id: 'OrderRecipients' });
export type OrderRecipients = z.output<typeof orderRecipientsSchema>;

export const memberPurchasesSchema = z
  .object({
    memberId: z.uuid(),
    lines: z.number().int(),
    totals: z.array(z.object({ currency: z.string(), amountMinor: z.number().int() })),
    /** The newest lines. */
    recent: z.array(
      z.object({
        orderId: z.uuid(),
        number: z.string(),
        placedAt: z.iso.datetime(),
        lineNo: z.number().int(),
        sku: z.string(),
        name: z.string().nullable(),
        quantity: z.string(),
        amountMinor: z.number().int(),
        currency: z.string(),
        /** Said so by staff; else it is the buyer's own purchase. */
        isMarked: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'MemberPurchases' });
export type MemberPurchases = z.output<typeof memberPurchasesSchema>;

export const getOrderRecipients = defineContract({
  name: 'commerce.get_order_recipients',
  method: 'GET',
  path: '/api/v1/orders/{id}/recipients',
  summary: { 'zh-CN': '订单明细是为哪位家人购买的', en: 'For whom of the household the lines of an order are' },
  access: { permission: 'orders.read' },
  params: idParams,
  response: orderRecipientsSchema,
});

export const markRecipient = defineContract({
  name: 'commerce.mark_recipient',
  method: 'PUT',
  path: '/api/v1/orders/{id}/lines/{lineNo}/recipient',
  summary: { 'zh-CN': '标记某一行是为哪位家人购买的', en: 'Say for whom of the household a line is' },
  access: { permission: 'orders.write' },
  params: z.object({ id: z.uuid(), lineNo: z.coerce.number().int().positive() }),
  body: z.object({
    /** Null takes the mark away. */
    memberId: z.uuid().nullable(),
  }),
  response: orderRecipientsSchema,
});

export const listHouseholdPurchases = defineContract({
  name: 'commerce.list_household_purchases',
  method: 'GET',
  path: '/api/v1/households/{id}/purchases',
  summary: { 'zh-CN': '按成员列出家庭的购买', en: 'What was bought in a household, member by member' },
  access: { permission: 'orders.read' },
  params: idParams,
  response: z.object({ items: z.array(memberPurchasesSchema) }),
});
