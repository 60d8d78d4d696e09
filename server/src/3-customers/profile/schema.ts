import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

export const LOOKUP_TYPES = ['phone', 'email', 'account'] as const;
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
    createdAt: z.iso.datetime(),
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
    can: z.object({ reveal: z.boolean() }),
  })
  .meta({ id: 'Customer' });
export type Customer = z.output<typeof customerSchema>;

export const listCustomers = defineContract({
  name: 'customers.list',
  method: 'GET',
  path: '/api/v1/customers',
  summary: { 'zh-CN': '客户列表', en: 'Customers, newest first' },
  access: { permission: 'customers.read' },
  query: z.object({ ...pageQuery, source: z.string().max(100).optional() }),
  response: pageOf(customerSummarySchema).required({ total: true }),
});

export const searchCustomers = defineContract({
  name: 'customers.search',
  method: 'POST',
  path: '/api/v1/customers/search',
  summary: {
    'zh-CN': '按姓名、手机、邮箱或账号查找',
    en: 'Find by name, phone, e-mail or account',
  },
  access: { permission: 'customers.read' },
  body: z.object({
    text: z.string().trim().min(1).max(200),
    source: z.string().max(100).optional(),
    cursor: z.string().max(2000).optional(),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  response: pageOf(customerSummarySchema),
});

export const lookupCustomer = defineContract({
  name: 'customers.lookup',
  method: 'POST',
  path: '/api/v1/customers/lookup',
  summary: { 'zh-CN': '按一个标识精确查找', en: 'Look one customer up by an identifier' },
  access: { permission: 'customers.read' },
  body: z.object({
    type: z.enum(LOOKUP_TYPES),
    value: z.string().trim().min(1).max(300),
    /** Needed for accounts: the source that gave it. */
    source: z.string().max(100).optional(),
  }),
  response: z.object({ customer: customerSummarySchema.nullable() }),
});

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
