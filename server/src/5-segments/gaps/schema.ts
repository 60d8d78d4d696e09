import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { personSchema } from '../preview/schema.ts';
import { freshnessSchema } from '../scores/rfm/schema.ts';
import { GAPS } from './gap.ts';

/** Groups looked at beside each other. */
export const MAX_GROUPS = 8;

const days = z.number().int().min(7).max(730).default(90);
const liftSchema = z.object({
  lift: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  isClear: z.boolean(),
});

export const listGaps = defineContract({
  name: 'segments.list_gaps',
  method: 'POST',
  path: '/api/v1/segments/gaps',
  summary: {
    'zh-CN': '市场空缺：每个客群看了哪些品类、买了哪些，哪里看得多而买得少',
    en: 'Market gaps: what categories each segment looks at and buys, and where many look and few buy',
  },
  access: { permission: 'segments.read' },
  body: z.object({ segmentIds: z.array(z.uuid()).min(1).max(MAX_GROUPS), days }),
  response: z.object({
    from: z.iso.date(),
    to: z.iso.date(),
    of: z.number().int(),
    groups: z.array(z.object({ id: z.uuid(), name: z.string(), members: z.number().int() })),
    /** First steps of the catalogue, the one looked at and bought by most first. */
    categories: z.array(z.object({ name: z.string(), lookers: z.number().int(), buyers: z.number().int() })),
    cells: z.array(
      z.object({
        segmentId: z.uuid(),
        category: z.string(),
        lookers: z.number().int(),
        buyers: z.number().int(),
        /** Looked and did not buy. */
        open: z.number().int(),
        /** Buyers among members, against everybody else. */
        buying: liftSchema,
        /** Buyers among those who looked, against everybody else who looked. */
        converting: liftSchema,
        gap: z.enum(GAPS).nullable(),
      }),
    ),
    freshness: freshnessSchema,
  }),
  transaction: 'own',
});

export const listGapPeople = defineContract({
  name: 'segments.list_gap_people',
  method: 'POST',
  path: '/api/v1/segments/gaps/people',
  summary: {
    'zh-CN': '客群里看过某品类却没有买的客户',
    en: 'Who of a segment looked at a category and did not buy of it',
  },
  access: { permission: 'segments.read' },
  body: z.object({ segmentId: z.uuid(), category: z.string().min(1).max(200), days, ...pageQuery }),
  response: pageOf(personSchema),
  transaction: 'own',
});
