import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

/** What a model found, in short. */
export const scoreResultSchema = z.object({
  /** Which forecast the score uses; `none` where nothing tells customers apart. */
  uses: z.enum(['model', 'baseline', 'past_rate', 'none']),
  /** On the time held back, where there was one; else on customers held back. */
  auc: z.number().nullable(),
  /** The one of the plain forecast beside it. */
  baselineAuc: z.number().nullable(),
  parameters: z.record(z.string(), z.number()),
});
export type ScoreResult = z.output<typeof scoreResultSchema>;

export const SCORE_OUTCOMES = ['done', 'failed'] as const;

export const listScoreRuns = defineContract({
  name: 'segments.list_score_runs',
  method: 'GET',
  path: '/api/v1/scores/{kind}/runs',
  summary: {
    'zh-CN': '评分的运行记录：每次计算由谁、用哪些参数、学自多少客户、结果如何，最新的在前',
    en: 'The run log of a score: by whom each computation was, with which figures, learned from how many, and what came of it; newest first',
  },
  access: { permission: 'scores.read' },
  params: z.object({ kind: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/u) }),
  query: z.object(pageQuery),
  response: pageOf(
    z
      .object({
        version: z.number().int(),
        asOf: z.iso.date(),
        outcome: z.enum(SCORE_OUTCOMES),
        startedAt: z.iso.datetime(),
        finishedAt: z.iso.datetime(),
        by: z.object({
          kind: z.enum(['user', 'api-key', 'system', 'anonymous']),
          /** Null for who is no member of staff (any more). */
          name: z.string().nullable(),
        }),
        settings: z.array(z.object({ key: z.string(), label: text, unit: text.nullable(), value: z.number() })),
        /** Customers learned from; null for scores that learn nothing. */
        sampled: z.number().int().nullable(),
        customers: z.number().int(),
        result: scoreResultSchema.nullable(),
        /** The code of what went wrong. */
        error: z.string().nullable(),
      })
      .meta({ id: 'ScoreRun' }),
  ),
});
