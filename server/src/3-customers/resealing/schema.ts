import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

export const sealingSchema = z
  .object({
    id: z.uuid(),
    /** Null: all encrypted values, with a new key. */
    field: z.string().nullable(),
    /** The table that is gone over; `copies`: the analytic store lets go of what was replaced in it. */
    stage: z.enum(['records', 'versions', 'customers', 'changes', 'copies']),
    /** Everything is gone over again until nothing is found. */
    round: z.number().int(),
    /** Rows written anew so far. */
    done: z.number().int(),
    requestedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'FieldSealing' });
export type FieldSealing = z.output<typeof sealingSchema>;

export const listSealings = defineContract({
  name: 'customers.list_sealings',
  method: 'GET',
  path: '/api/v1/fields/sealings',
  summary: {
    'zh-CN': '敏感字段的加密进度：级别改变或更换密钥后对已有内容的处理',
    en: 'How far values are encrypted (or decrypted) after a level changed or a new key came',
  },
  access: { permission: 'fields.levels' },
  response: z.object({ items: z.array(sealingSchema) }),
});
