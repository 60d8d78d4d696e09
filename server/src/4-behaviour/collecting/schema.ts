import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { EVENT_KINDS } from '../recording/event-kinds.ts';

/** Events of one request. */
export const MAX_BATCH = 50;
/** Bytes of one request; browsers send no more than 64 KiB when a page is left. */
export const MAX_BATCH_BYTES = 64 * 1024;

const text = z.string().max(2000);

/** What the script sends. */
export const batchSchema = z.object({
  /** The site's write key. */
  key: z.string().min(1).max(100),
  /** The browser. */
  id: z.string().regex(/^[\w.:-]{8,100}$/),
  /** By the browser's clock, which may be wrong. */
  sentAt: z.number(),
  events: z
    .array(
      z.object({
        /** Its own, the same when it is sent again. */
        key: z.string().regex(/^[\w-]{8,60}$/),
        at: z.number(),
        event: z.enum(EVENT_KINDS),
        visit: z
          .string()
          .regex(/^[\w-]{1,60}$/)
          .optional(),
        name: text.optional(),
        url: text.optional(),
        referrer: text.optional(),
        title: text.optional(),
        sku: z.union([text, z.number()]).optional(),
        category: text.optional(),
        quantity: z.number().int().optional(),
        query: text.optional(),
        campaign: text.optional(),
        properties: z.record(z.string(), z.unknown()).optional(),
        /** Of `identify`: who signed in, and the shop's word for it. */
        account: z.string().min(1).max(200).optional(),
        proof: z.string().max(200).optional(),
      }),
    )
    .min(1)
    .max(MAX_BATCH),
});
export type Batch = z.output<typeof batchSchema>;

export const collect = defineContract({
  name: 'behaviour.collect',
  method: 'POST',
  path: '/api/v1/collect',
  summary: {
    'zh-CN': '网站脚本上报行为（公开写入密钥，只接受登记过的来源）',
    en: "Events from a site's script (public write key, registered origins only)",
  },
  access: 'public',
  body: 'stream',
  response: z.object({ accepted: z.number().int(), rejected: z.number().int() }),
  status: 202,
  crossOrigin: true,
});

export const readTracker = defineContract({
  name: 'behaviour.read_tracker',
  method: 'GET',
  path: '/t.js',
  summary: { 'zh-CN': '网站脚本', en: 'The script for sites' },
  access: 'public',
  response: 'stream',
  crossOrigin: true,
});
