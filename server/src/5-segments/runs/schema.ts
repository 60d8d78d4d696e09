import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

/**
 * How a refresh of everybody ended: `done`, `failed` (members stay as they were, it is tried again), or `overtaken` (the rule was
 * changed meanwhile, and another refresh followed).
 */
export const RUN_OUTCOMES = ['done', 'failed', 'overtaken'] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

export const segmentRunSchema = z
  .object({
    version: z.number().int(),
    outcome: z.enum(RUN_OUTCOMES),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    /** On whose behalf; the platform itself for timers. */
    by: z.string(),
    entered: z.number().int(),
    left: z.number().int(),
    /** Members afterwards. */
    members: z.number().int(),
    /** The code of what went wrong. */
    error: z.string().nullable(),
  })
  .meta({ id: 'SegmentRun' });

/** What the last refresh of everybody cost. */
export const runCostSchema = z.object({
  outcome: z.enum(RUN_OUTCOMES),
  finishedAt: z.iso.datetime(),
  seconds: z.number(),
  /** Segments that were worked out in the same run, this one included. */
  together: z.number().int(),
});
export type RunCost = z.output<typeof runCostSchema>;

export const listSegmentRuns = defineContract({
  name: 'segments.list_runs',
  method: 'GET',
  path: '/api/v1/segments/{id}/runs',
  summary: {
    'zh-CN': '客群的运行记录：每次重新计算的时间、结果与进出人数，最新的在前',
    en: 'The run log of a segment: when everybody was worked out, how it ended, who came and went, newest first',
  },
  access: { permission: 'segments.read' },
  params: idParams,
  query: z.object(pageQuery),
  response: pageOf(segmentRunSchema),
});
