import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';
import { ruleSchema } from '#kernel/pure/rules/tree.ts';
import { personSchema } from '../preview/schema.ts';
import { freshnessSchema } from '../scores/rfm/schema.ts';
import { MAX_SETS } from './cells.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const segmentIds = z.array(z.uuid()).max(MAX_SETS);

export const overlapSegments = defineContract({
  name: 'segments.overlap',
  method: 'POST',
  path: '/api/v1/segments/overlap',
  summary: {
    'zh-CN': '客群重叠：每两个客群共有多少人、占各自多少、是独立时的几倍，以及每种组合的人数',
    en: 'How segments overlap: how many are in each two, as shares and against independence, and in every combination',
  },
  access: { permission: 'segments.read' },
  body: z.object({ segmentIds: segmentIds.min(2) }),
  response: z.object({
    /** All customers. */
    of: z.number().int(),
    sets: z.array(z.object({ id: z.uuid(), name: z.string(), members: z.number().int(), stale: z.boolean() })),
    pairs: z.array(
      z.object({
        a: z.uuid(),
        b: z.uuid(),
        both: z.number().int(),
        /** Null while nobody is in it. */
        shareOfA: z.number().nullable(),
        shareOfB: z.number().nullable(),
        /** In both, if the one said nothing about the other. */
        expected: z.number(),
        /** `both` ÷ `expected`. */
        lift: z.number().nullable(),
      }),
    ),
    /** Who is in exactly these of the segments; they add up to `of`, those who are in none included. */
    cells: z.array(z.object({ in: z.array(z.uuid()), customers: z.number().int() })),
    freshness: freshnessSchema,
  }),
  transaction: 'own',
});

export const listOverlapPeople = defineContract({
  name: 'segments.list_overlap_people',
  method: 'POST',
  path: '/api/v1/segments/overlap/people',
  summary: {
    'zh-CN': '同时属于一些客群、且不属于另一些的客户，以及可存为客群的规则',
    en: 'Customers who are in some segments and not in others, with the rule that keeps them as a segment',
  },
  access: { permission: 'segments.read' },
  body: z.object({ in: segmentIds, out: segmentIds.default([]), ...pageQuery }),
  response: pageOf(personSchema).extend({ rule: ruleSchema, sentence: text }),
  transaction: 'own',
});
