import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

import { customerFieldSchema } from '../fields/schema.ts';

export { BASIC_KEYS, type BasicKey } from '../fields/basic-keys.ts';

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

export const fieldValueSchema = customerFieldSchema
  .pick({
    key: true,
    label: true,
    type: true,
    group: true,
    groupLabel: true,
    options: true,
    openOptions: true,
    unit: true,
    format: true,
    sensitivity: true,
    purpose: true,
    updateCycleDays: true,
  })
  .extend({
    /** Name, phone, e-mail, address, region: they have columns of their own. */
    basic: z.boolean(),
    /** In part or not at all when `masked`. */
    value: valueSchema.nullable(),
    /** The same as people read it, in the asker's language. */
    text: z.string().nullable(),
    masked: z.boolean(),
    /** Older than the field's update cycle. */
    stale: z.boolean(),
    origin: z
      .object({
        source: z.string(),
        label: z.string(),
        /** Whose data it is, when it is not one's own. */
        provider: z.string().nullable(),
        at: z.iso.datetime(),
        byHand: z.boolean(),
      })
      .nullable(),
  })
  .meta({ id: 'FieldValue' });
export type FieldValue = z.output<typeof fieldValueSchema>;

export const fieldValuesSchema = z
  .object({
    /** Given back with a change: one that somebody else made meanwhile is then not overwritten. */
    version: z.number().int(),
    fields: z.array(fieldValueSchema),
    /** Cards and ids beside phone and e-mail, ends only. */
    identifiers: z.array(
      z.object({ kind: z.string(), label: z.object({ 'zh-CN': z.string(), en: z.string() }), value: z.string() }),
    ),
    can: z.object({ write: z.boolean(), reveal: z.boolean() }),
  })
  .meta({ id: 'FieldValues' });
export type FieldValues = z.output<typeof fieldValuesSchema>;

export const getFieldValues = defineContract({
  name: 'customers.get_field_values',
  method: 'GET',
  path: '/api/v1/customers/{id}/fields',
  summary: {
    'zh-CN': '一位客户的全部字段及其出处',
    en: 'All fields of a customer, each with where it comes from',
  },
  access: { permission: 'customers.read' },
  params: idParams,
  response: fieldValuesSchema,
});

export const revealFieldValues = defineContract({
  name: 'customers.reveal_field_values',
  method: 'POST',
  path: '/api/v1/customers/{id}/fields/reveal',
  summary: {
    'zh-CN': '查看未脱敏的字段（记入审计）',
    en: 'See fields unmasked (logged with the reason)',
  },
  access: { permission: 'customers.reveal' },
  params: idParams,
  body: z.object({
    fields: z.array(z.string().max(40)).min(1).max(50),
    reason: z.string().trim().min(2).max(500),
  }),
  response: z.object({ values: z.record(z.string(), z.object({ value: valueSchema, text: z.string() }).nullable()) }),
});
