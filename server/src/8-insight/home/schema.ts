import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

const money = z.object({ currency: z.string(), minor: z.number().int() });

export const getHome = defineContract({
  name: 'insight.get_home',
  method: 'GET',
  path: '/api/v1/home',
  summary: { 'zh-CN': '首页的数字', en: 'The numbers of the home page' },
  access: { permission: 'insight.read' },
  response: z.object({
    customers: z.number().int(),
    /** Customers with at least one sale. */
    buyers: z.number().int(),
    orders: z.number().int(),
    /** Sales minus refunds, all time, per currency. */
    revenue: z.array(money),
    /** The last twelve months up to the newest order, oldest first. */
    months: z.array(
      z.object({
        /** First day of the month, business zone. */
        month: z.iso.date(),
        orders: z.number().int(),
        buyers: z.number().int(),
        newBuyers: z.number().int(),
        currency: z.string(),
        revenueMinor: z.number().int(),
      }),
    ),
    newestOrderAt: z.iso.datetime().nullable(),
    importsRunning: z.number().int(),
    freshness: z.object({
      upTo: z.iso.datetime().nullable(),
      secondsBehind: z.number().nullable(),
      stale: z.boolean(),
    }),
  }),
});
