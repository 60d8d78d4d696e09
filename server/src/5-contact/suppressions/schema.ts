import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { CONTACT_CHANNELS } from '../contact-channels.ts';

export const SUPPRESSION_REASONS = ['opted_out', 'bounced', 'complained', 'do_not_contact'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

export const suppressionSchema = z
  .object({
    id: z.uuid(),
    /** Masked; null where the whole customer is meant. */
    address: z.string().nullable(),
    customerId: z.uuid().nullable(),
    customerName: z.string().nullable(),
    channel: z.enum(CONTACT_CHANNELS).nullable(),
    purpose: z.string().nullable(),
    reason: z.enum(SUPPRESSION_REASONS),
    note: z.string().nullable(),
    until: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    createdBy: z.string().nullable(),
  })
  .meta({ id: 'Suppression' });
export type ShownSuppression = z.output<typeof suppressionSchema>;

export const newSuppressionSchema = z
  .object({
    /** An address of the channel, or a customer: one of the two. */
    address: z.string().trim().min(3).max(254).optional(),
    customerId: z.uuid().optional(),
    channel: z.enum(CONTACT_CHANNELS).nullable().default(null),
    purpose: z.string().max(40).nullable().default(null),
    reason: z.enum(['opted_out', 'complained', 'do_not_contact']),
    note: z.string().trim().max(500).nullable().default(null),
    until: z.iso.datetime({ offset: true }).nullable().default(null),
  })
  .refine(({ address, customerId }) => (address === undefined) !== (customerId === undefined), {
    path: ['address'],
    error: 'give an address or a customer, one of the two',
  });
export type NewSuppression = z.output<typeof newSuppressionSchema>;

export const listSuppressions = defineContract({
  name: 'contact.list_suppressions',
  method: 'GET',
  path: '/api/v1/contact/suppressions',
  summary: { 'zh-CN': '禁发名单', en: 'Whom nobody writes to' },
  access: { permission: 'contact.read' },
  query: z.object({
    ...pageQuery,
    reason: z.enum(SUPPRESSION_REASONS).optional(),
    channel: z.enum(CONTACT_CHANNELS).optional(),
    customerId: z.uuid().optional(),
  }),
  response: pageOf(suppressionSchema).extend({ can: z.object({ write: z.boolean() }) }),
});

export const addSuppression = defineContract({
  name: 'contact.add_suppression',
  method: 'POST',
  path: '/api/v1/contact/suppressions',
  summary: { 'zh-CN': '把地址或客户加入禁发名单', en: 'Put an address or a customer on the suppression list' },
  access: { permission: 'suppressions.write' },
  body: newSuppressionSchema,
  response: suppressionSchema,
  status: 201,
  idempotent: true,
});

export const removeSuppression = defineContract({
  name: 'contact.remove_suppression',
  method: 'POST',
  path: '/api/v1/contact/suppressions/{id}/remove',
  summary: { 'zh-CN': '从禁发名单移出（须说明原因）', en: 'Take somebody off the suppression list, with a reason' },
  access: { permission: 'suppressions.write' },
  params: idParams,
  body: z.object({ reason: z.string().trim().min(2).max(500) }),
  response: z.object({ removed: z.boolean() }),
});
