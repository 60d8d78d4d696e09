import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { metricFreshnessSchema } from '../metrics/schema.ts';
import { OPPORTUNITY_VERDICTS } from './gap.ts';

const opportunitySchema = z.object({
  /** null: all customers. */
  segment: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  category: z.string(),
  label: z.string(),
  /** Different members who want it. */
  people: z.number().int(),
  viewers: z.number().int(),
  carts: z.number().int(),
  stated: z.number().int(),
  buyers: z.number().int(),
  /** Want it and bought nothing of it in the span. */
  unmet: z.number().int(),
  demandShare: z.number(),
  low: z.number(),
  /** SKUs that can be bought now. */
  supplied: z.number().int(),
  supplyShare: z.number().nullable(),
  gap: z.number().nullable(),
  verdict: z.enum(OPPORTUNITY_VERDICTS),
  /** The rule of a living segment of those whose demand is not met. */
  rule: z.unknown(),
});

export const opportunitiesAnswerSchema = z
  .object({
    asOf: z.iso.date(),
    from: z.iso.date(),
    to: z.iso.date(),
    formula: z.string(),
    source: z.string(),
    /** stock: on sale and in stock; range: on sale, nobody keeps stock here; none: nothing is on sale. */
    supply: z.enum(['stock', 'range', 'none']),
    /** SKUs that can be bought, in all. */
    offered: z.number().int(),
    limits: z.object({ leastPeople: z.number(), leastGap: z.number() }),
    /** Opportunities first, the largest gap before. */
    rows: z.array(opportunitySchema),
    /** Rows beyond what is shown. */
    isCut: z.boolean(),
    freshness: metricFreshnessSchema,
  })
  .meta({ id: 'OpportunitiesAnswer' });
export type OpportunitiesAnswer = z.output<typeof opportunitiesAnswerSchema>;
export type Opportunity = OpportunitiesAnswer['rows'][number];

/** `verdict`: left out for all. */
export const opportunityQuestionSchema = z.object({
  asOf: z.iso.date().optional(),
  /** First and last business date, both included. Default: the 30 days up to `asOf`. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  segmentId: z.uuid().optional(),
  verdict: z.enum(OPPORTUNITY_VERDICTS).optional(),
});

export const getOpportunities = defineContract({
  name: 'insight.get_opportunities',
  method: 'GET',
  path: '/api/v1/opportunities',
  summary: {
    'zh-CN': '市场机会：哪些客群想要、而我们供给不足的品类',
    en: 'Market opportunities: which segments want categories that we offer too little of',
  },
  access: { permission: 'insight.read' },
  query: opportunityQuestionSchema,
  response: opportunitiesAnswerSchema,
});
