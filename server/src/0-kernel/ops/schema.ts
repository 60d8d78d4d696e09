import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

export const deadLetterSchema = z
  .object({
    id: z.string(),
    origin: z.enum(['job', 'timer']),
    kind: z.string(),
    key: z.string().nullable(),
    error: z.string(),
    attempts: z.number().int(),
    requestId: z.string(),
    failedAt: z.iso.datetime(),
  })
  .meta({ id: 'DeadLetter' });

export const listDeadLetters = defineContract({
  name: 'kernel.list_dead_letters',
  method: 'GET',
  path: '/api/v1/ops/dead-letters',
  summary: { 'zh-CN': '最终失败的后台作业', en: 'Jobs and timers that failed for the last time' },
  access: { permission: 'ops.read' },
  query: z.object(pageQuery),
  response: pageOf(deadLetterSchema),
});

export const retryDeadLetter = defineContract({
  name: 'kernel.retry_dead_letter',
  method: 'POST',
  path: '/api/v1/ops/dead-letters/{id}/retry',
  summary: { 'zh-CN': '重试一个失败的作业', en: 'Put a failed job back to work' },
  access: { permission: 'ops.manage' },
  params: idParams,
});

export const rebuildAnalytic = defineContract({
  name: 'kernel.rebuild_analytic',
  method: 'POST',
  path: '/api/v1/ops/analytic/rebuild',
  summary: { 'zh-CN': '从主库重建分析库', en: 'Rebuild the analytic store from PostgreSQL' },
  access: { permission: 'ops.manage' },
  status: 202,
  response: z.object({ queued: z.boolean() }),
});

export const getAnalytic = defineContract({
  name: 'kernel.get_analytic',
  method: 'GET',
  path: '/api/v1/ops/analytic',
  summary: { 'zh-CN': '分析库的新鲜度', en: 'How fresh the analytic store is' },
  access: { permission: 'ops.read' },
  response: z.object({
    upTo: z.iso.datetime().nullable(),
    secondsBehind: z.number().nullable(),
    stale: z.boolean(),
  }),
});
