import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { customerSummarySchema } from '../profile/schema.ts';
import { fieldValueSchema } from '../values/schema.ts';

const MAX_MERGED = 20;

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const others = z
  .union([z.uuid(), z.array(z.uuid()).min(1).max(MAX_MERGED)])
  .transform((given) => (typeof given === 'string' ? [given] : given));

export const mergeReason = z.string().trim().min(2).max(500);

export const belongingCountSchema = z.object({
  name: z.string(),
  label: text,
  /** What becomes of it. */
  what: text,
  /** Per customer in the order of `customers`; null where there is nothing to count. */
  counts: z.array(z.number().int()).nullable(),
});

export const mergePreviewSchema = z
  .object({
    /** Who remains: the one who was known first. Null: they are one already. */
    id: z.uuid(),
    isOne: z.boolean(),
    customers: z.array(customerSummarySchema),
    /** Everything that one of them has: what the profile will show, and what each has now. */
    fields: z.array(
      z.object({
        key: z.string(),
        label: text,
        differs: z.boolean(),
        result: fieldValueSchema,
        /** In the order of `customers`, masked; null where it has none. */
        values: z.array(z.string().nullable()),
      }),
    ),
    belongings: z.array(belongingCountSchema),
    warnings: z.array(
      z.object({
        code: z.string(),
        /** It has to be overruled (`overrule`). */
        stop: z.boolean(),
        message: text,
      }),
    ),
  })
  .meta({ id: 'MergePreview' });
export type MergePreview = z.output<typeof mergePreviewSchema>;

export const previewMerge = defineContract({
  name: 'customers.preview_merge',
  method: 'POST',
  path: '/api/v1/customers/{id}/merge/preview',
  summary: { 'zh-CN': '预览合并客户的结果', en: 'What merging customers would come to' },
  // Reads, though it is asked by POST.
  transaction: 'own',
  access: { permission: 'customers.merge' },
  params: idParams,
  body: z.object({ with: others }),
  response: mergePreviewSchema,
});

export const mergeCustomers = defineContract({
  name: 'customers.merge',
  method: 'POST',
  path: '/api/v1/customers/{id}/merge',
  summary: {
    'zh-CN': '合并客户，可随时撤销；最早的客户编号保留',
    en: 'Make customers one, to be taken back at any time; the id of the oldest remains',
  },
  access: { permission: 'customers.merge' },
  params: idParams,
  body: z.object({
    with: others,
    reason: mergeReason,
    /** Merge although somebody said that they are two people. */
    overrule: z.boolean().default(false),
  }),
  response: z
    .object({
      /** The customer who remains. */
      id: z.uuid(),
      /** What un-merging takes back; null when they were one already. */
      mergeId: z.uuid().nullable(),
      /** Customers who are part of it now. */
      merged: z.array(z.uuid()),
    })
    .meta({ id: 'MergeResult' }),
  idempotent: true,
});
