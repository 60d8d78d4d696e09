import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { metricCurrencySchema, metricFreshnessSchema } from '../metrics/schema.ts';

const share = z.number();

export const listBestChannels = defineContract({
  name: 'insight.list_best_channels',
  method: 'GET',
  path: '/api/v1/best-channels',
  summary: {
    'zh-CN': '各客群在哪个销售渠道买得最多；差异可能出于偶然时不说最佳',
    en: 'In which sales channel each segment buys most; no best one where chance may explain it',
  },
  access: { permission: 'insight.read' },
  query: z.object({
    asOf: z.iso.date().optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    currency: metricCurrencySchema.optional(),
  }),
  response: z.object({
    asOf: z.iso.date(),
    from: z.iso.date(),
    to: z.iso.date(),
    currency: z.string(),
    currencies: z.array(z.string()),
    items: z.array(
      z.object({
        /** null: all customers. */
        segment: z.object({ id: z.uuid(), name: z.string() }).nullable(),
        members: z.number().int(),
        /** Most buyers first. */
        channels: z.array(
          z.object({
            channel: z.string(),
            label: z.string(),
            buyers: z.number().int(),
            /** Members who bought there ÷ all members, with its interval (99 %). */
            share,
            low: share,
            high: share,
            orders: z.number().int(),
            revenueMinor: z.number().int(),
          }),
        ),
        best: z.string().nullable(),
      }),
    ),
    freshness: metricFreshnessSchema,
  }),
});
