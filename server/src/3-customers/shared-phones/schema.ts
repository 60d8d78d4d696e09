import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

export const SHARED_PHONE_REASONS = ['many_names', 'family', 'shop', 'courier', 'other'] as const;
export type SharedPhoneReason = (typeof SHARED_PHONE_REASONS)[number];

export const sharedPhoneSchema = z.object({
  id: z.uuid(),
  /** Masked. */
  phone: z.string(),
  reason: z.enum(SHARED_PHONE_REASONS),
  note: z.string().nullable(),
  /** Null where the platform found it out by itself. */
  notedBy: z.string().nullable(),
  notedAt: z.iso.datetime(),
  /** Customers of several records that it joined before: to be checked. Of those that the reader may see. */
  customerIds: z.array(z.uuid()),
  /** The same, as people read them. */
  customers: z.array(z.object({ id: z.uuid(), name: z.string().nullable() })),
  /** How many records state it. */
  records: z.number().int(),
});
export type SharedPhone = z.output<typeof sharedPhoneSchema>;

export const listSharedPhones = defineContract({
  name: 'customers.list_shared_phones',
  method: 'GET',
  path: '/api/v1/shared-phones',
  summary: { 'zh-CN': '共用号码：不再用来合并客户', en: 'Phones that join nobody, because many people state them' },
  access: { permission: 'customers.merge' },
  query: z.object(pageQuery),
  response: pageOf(sharedPhoneSchema),
});

export const addSharedPhone = defineContract({
  name: 'customers.add_shared_phone',
  method: 'POST',
  path: '/api/v1/shared-phones',
  summary: {
    'zh-CN': '登记家庭、门店或快递的共用号码，之后不再用它合并客户',
    en: 'A phone of a family, a shop or a courier: from now on it joins nobody',
  },
  access: { permission: 'customers.merge' },
  body: z.strictObject({
    phone: z.string().trim().min(3).max(40),
    reason: z.enum(['family', 'shop', 'courier', 'other']),
    note: z.string().trim().max(200).nullable().default(null),
  }),
  response: z.object({ id: z.uuid() }),
  idempotent: true,
});

export const removeSharedPhone = defineContract({
  name: 'customers.remove_shared_phone',
  method: 'DELETE',
  path: '/api/v1/shared-phones/{id}',
  summary: {
    'zh-CN': '移出共用号码；之后留下此号码的客户照常合并',
    en: 'Take a phone off the list; whoever states it from then on is joined as usual',
  },
  access: { permission: 'customers.merge' },
  params: idParams,
});
