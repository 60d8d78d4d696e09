import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

export const countProspects = defineContract({
  name: 'customers.count_prospects',
  method: 'GET',
  path: '/api/v1/customers/prospects',
  summary: {
    'zh-CN': '潜客人数（按跟进状态）与已成为客户的人数',
    en: 'How many prospects stand at each status, and how many have become customers',
  },
  access: { permission: 'customers.read' },
  response: z.object({
    new: z.number().int(),
    contacted: z.number().int(),
    qualified: z.number().int(),
    lost: z.number().int(),
    /** Everybody who ever bought. */
    converted: z.number().int(),
  }),
});
