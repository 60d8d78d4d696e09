import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { CONTACT_CHANNELS } from '../contact-channels.ts';
import { suppressionSchema } from '../suppressions/schema.ts';

/** As many as one call takes; a longer file is sent in parts. */
export const MAX_SUPPRESSIONS = 1000;

/** What is said of all of them. */
const bulkSuppressionSchema = z.object({
  addresses: z.array(z.string().trim().min(1).max(254)).min(1).max(MAX_SUPPRESSIONS),
  channel: z.enum(CONTACT_CHANNELS).nullable().default(null),
  purpose: z.string().max(40).nullable().default(null),
  reason: z.enum(['opted_out', 'complained', 'do_not_contact']),
  note: z.string().trim().max(500).nullable().default(null),
});
export type BulkSuppression = z.output<typeof bulkSuppressionSchema>;

export const BULK_OUTCOMES = ['added', 'already', 'invalid'] as const;

export const findSuppressions = defineContract({
  name: 'contact.find_suppressions',
  method: 'POST',
  path: '/api/v1/contact/suppressions/lookup',
  summary: {
    'zh-CN': '按完整的邮箱或号码查禁发记录，含该客户名下的',
    en: 'Lines about one address, and about the customer whose address it is',
  },
  access: { permission: 'contact.read' },
  body: z.object({ address: z.string().trim().min(3).max(254) }),
  transaction: 'own',
  response: z.object({ items: z.array(suppressionSchema) }),
});

export const addSuppressions = defineContract({
  name: 'contact.add_suppressions',
  method: 'POST',
  path: '/api/v1/contact/suppressions/bulk',
  summary: {
    'zh-CN': '批量加入禁发名单，逐条给出结果；重复的不再加',
    en: 'Put many addresses on the suppression list, with a result for each; those on it already stay as they are',
  },
  access: { permission: 'suppressions.write' },
  body: bulkSuppressionSchema,
  response: z.object({
    added: z.number().int(),
    already: z.number().int(),
    invalid: z.number().int(),
    items: z.array(z.object({ index: z.number().int(), outcome: z.enum(BULK_OUTCOMES) })),
  }),
  idempotent: true,
});
