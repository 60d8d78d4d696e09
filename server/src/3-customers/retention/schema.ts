import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const retentionKindSchema = z
  .object({
    name: z.string(),
    label: text,
    /** Key of the setting that says how long. */
    setting: z.string(),
    /** 0 keeps it for ever. */
    days: z.number().int(),
    /** How many are over their time now; counted no further than 10,000. Null when nothing is ever removed. */
    due: z.number().int().nullable(),
    last: z.object({ at: z.iso.datetime(), removed: z.number().int(), leftOver: z.number().int() }).nullable(),
  })
  .meta({ id: 'RetentionKind' });
export type ShownRetention = z.output<typeof retentionKindSchema>;

export const listRetention = defineContract({
  name: 'customers.list_retention',
  method: 'GET',
  path: '/api/v1/retention',
  summary: {
    'zh-CN': '各类个人信息的保存期限、超期数量与上次清理',
    en: 'How long each kind of personal data is kept, how much is over its time, and what was removed last',
  },
  access: { permission: 'privacy.read' },
  response: z.object({ items: z.array(retentionKindSchema) }),
});
