import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const timelineEntrySchema = z
  .object({
    /** Where it comes from: the name of a source. */
    source: z.string(),
    id: z.string(),
    at: z.iso.datetime(),
    kind: z.string(),
    title: text,
    detail: z.string().nullable(),
    outcome: z.string().nullable(),
    channel: z.string().nullable(),
    staff: z.object({ id: z.string(), name: z.string() }).nullable(),
    ref: z.object({ type: z.string(), id: z.string() }).nullable(),
    amount: z.object({ minor: z.number().int(), currency: z.string() }).nullable(),
  })
  .meta({ id: 'TimelineEntry' });
export type ShownTimelineEntry = z.output<typeof timelineEntrySchema>;

export const timelinePage = pageOf(timelineEntrySchema).extend({
  /** What it can be limited to. */
  sources: z.array(z.object({ name: z.string(), label: text })),
  lastContactAt: z.iso.datetime().nullable(),
});

export const timelineQuery = {
  ...pageQuery,
  /** Names of sources, apart by commas; all without it. */
  types: z
    .string()
    .max(1000)
    .transform((names) => names.split(',').filter((name) => name !== ''))
    .optional(),
} as const;

export const getTimeline = defineContract({
  name: 'customers.get_timeline',
  method: 'GET',
  path: '/api/v1/customers/{id}/timeline',
  summary: {
    'zh-CN': '客户的时间线：订单、互动、备注、资料变更等，新的在前',
    en: 'The time-line of a customer: orders, interactions, notes, changes …, newest first',
  },
  access: { permission: 'customers.read' },
  params: idParams,
  query: z.object(timelineQuery),
  response: timelinePage,
});
