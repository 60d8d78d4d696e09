import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';

export const noticeSchema = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    text: z.object({ 'zh-CN': z.string(), en: z.string() }),
    /** What opens when it is followed. */
    ref: z.object({ type: z.string(), id: z.string() }).nullable(),
    createdAt: z.iso.datetime(),
    readAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Notice' });
export type Notice = z.output<typeof noticeSchema>;

export const listNotices = defineContract({
  name: 'access.list_notices',
  method: 'GET',
  path: '/api/v1/notices',
  summary: { 'zh-CN': '给我的提醒，新的在前', en: 'What the asker was told, newest first' },
  access: 'signed-in',
  query: z.object({ ...pageQuery, unread: z.enum(['true', 'false']).default('false') }),
  response: pageOf(noticeSchema).extend({ unread: z.number().int() }),
});

export const readNotices = defineContract({
  name: 'access.read_notices',
  method: 'POST',
  path: '/api/v1/notices/read',
  summary: { 'zh-CN': '标为已读；不写 ids 就是全部', en: 'Mark as read; all of them without ids' },
  access: 'signed-in',
  body: z.object({ ids: z.array(z.uuid()).min(1).max(500).optional() }),
  response: z.object({ unread: z.number().int() }),
});
