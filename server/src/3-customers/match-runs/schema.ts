import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

export const matchRunSchema = z
  .object({
    id: z.uuid(),
    state: z.enum(['learning', 'applying', 'done', 'failed']),
    askedBy: z.string(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    modelVersion: z.number().int().nullable(),
    /** Pairs that were found likely enough, and how many of them are done with. */
    pairs: z.number().int(),
    applied: z.number().int(),
    merged: z.number().int(),
    proposed: z.number().int(),
    /** Above the threshold, but something spoke against it. */
    heldBack: z.number().int(),
    /** The code of what went wrong. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'MatchRun' });
export type MatchRun = z.output<typeof matchRunSchema>;

export const listMatchRuns = defineContract({
  name: 'customers.list_match_runs',
  method: 'GET',
  path: '/api/v1/identity/runs',
  summary: {
    'zh-CN': '全部客户匹配的运行记录，最新的在前；未完成的带进度',
    en: 'Runs of the matching over all customers, newest first, with the progress of the one at work',
  },
  access: { permission: 'customers.review' },
  response: z.object({ items: z.array(matchRunSchema), can: z.object({ run: z.boolean() }) }),
});

export const startMatchRun = defineContract({
  name: 'customers.start_match_run',
  method: 'POST',
  path: '/api/v1/identity/runs',
  summary: {
    'zh-CN': '在全部客户中匹配疑似同一人的：重新学习模型，按界限合并或交给审核',
    en: 'Match all customers: learn the model anew, then merge or put before staff by the thresholds',
  },
  access: { permission: 'customers.review' },
  body: z.object({}),
  response: z.object({ queued: z.boolean() }),
  status: 202,
});
