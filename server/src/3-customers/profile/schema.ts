import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { tagSchema } from '../tags/schema.ts';

/** Fields that leave the server masked unless revealed. */
export const REVEALABLE_FIELDS = ['phone', 'email', 'address'] as const;
export type RevealableField = (typeof REVEALABLE_FIELDS)[number];

export const customerSummarySchema = z
  .object({
    id: z.uuid(),
    /** Null when no source gave one. */
    name: z.string().nullable(),
    /** Masked: 138****1234. */
    phone: z.string().nullable(),
    /** Masked: l***@example.com. */
    email: z.string().nullable(),
    region: z.string().nullable(),
    /** Account at the first source, the number the shop knows this customer by. */
    account: z.string().nullable(),
    sources: z.array(z.string()),
    tags: z.array(tagSchema),
    /** Null for somebody who never bought: a prospect. */
    firstOrderAt: z.iso.datetime().nullable(),
    lastOrderAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    /** The fields that were asked for, as people read them; masked like everything else. */
    fields: z.record(z.string(), z.string()).optional(),
  })
  .meta({ id: 'CustomerSummary' });
export type CustomerSummary = z.output<typeof customerSummarySchema>;

export const customerSchema = customerSummarySchema
  .extend({
    /** Masked to its province, city or country. */
    address: z.string().nullable(),
    records: z.array(
      z.object({
        id: z.uuid(),
        source: z.string(),
        account: z.string().nullable(),
        name: z.string().nullable(),
        createdAt: z.iso.datetime(),
        updatedAt: z.iso.datetime(),
        /** Why this record belongs to this customer: the kinds of identifier it shares with the others. */
        joinedBy: z.array(z.string()),
      }),
    ),
    /** What the asker may do here. */
    can: z.object({ reveal: z.boolean(), log: z.boolean() }),
  })
  .meta({ id: 'Customer' });
export type Customer = z.output<typeof customerSchema>;

export const getCustomer = defineContract({
  name: 'customers.get',
  method: 'GET',
  path: '/api/v1/customers/{id}',
  summary: { 'zh-CN': '一位客户', en: 'One customer' },
  access: { permission: 'customers.read' },
  params: idParams,
  response: customerSchema,
});

export const revealCustomer = defineContract({
  name: 'customers.reveal',
  method: 'POST',
  path: '/api/v1/customers/{id}/reveal',
  summary: {
    'zh-CN': '查看未脱敏的个人信息（记入审计）',
    en: 'See personal data unmasked (logged with its reason)',
  },
  access: { permission: 'customers.reveal' },
  params: idParams,
  body: z.object({
    fields: z.array(z.enum(REVEALABLE_FIELDS)).min(1),
    reason: z.string().trim().min(2).max(500),
  }),
  response: z.object({
    phone: z.string().nullable().optional(),
    email: z.string().nullable().optional(),
    address: z.string().nullable().optional(),
  }),
});
