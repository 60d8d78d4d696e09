import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { ruleSchema } from '#kernel/pure/rules/tree.ts';
import { freshnessSchema } from '../scores/rfm/schema.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

/** A person of a sample, as lists show people. */
export const personSchema = z.object({
  customerId: z.uuid(),
  name: z.string().nullable(),
  account: z.string().nullable(),
});

export const previewSegment = defineContract({
  name: 'segments.preview',
  method: 'POST',
  path: '/api/v1/segments/preview',
  summary: {
    'zh-CN': '一条规则有多少人；estimate 先给抽样估计和区间',
    en: 'How many a rule holds for; `estimate` asks for a first answer from a sample, with its interval',
  },
  access: { permission: 'segments.read' },
  body: z.object({
    rule: ruleSchema,
    /** A business date; facts up to its end count. Today when absent. */
    asOf: z.iso.date().optional(),
    estimate: z.boolean().default(false),
  }),
  response: z.object({
    count: z.number().int(),
    /** 95 % of the time the exact number lies inside; only of estimates. */
    interval: z.object({ low: z.number().int(), high: z.number().int() }).optional(),
    /** All customers. */
    of: z.number().int(),
    sample: z.array(personSchema),
    sentence: text,
    asOf: z.iso.date(),
    tookMs: z.number().int(),
    freshness: freshnessSchema,
  }),
  transaction: 'own',
});

export interface ExplanationShape {
  readonly yes: boolean;
  readonly path: string;
  readonly group: 'all' | 'any' | 'none' | null;
  readonly sentence: z.output<typeof text> | null;
  readonly found: z.output<typeof text> | null;
  readonly parts: readonly ExplanationShape[];
}

const explanationSchema: z.ZodType<ExplanationShape> = z
  .object({
    yes: z.boolean(),
    path: z.string(),
    group: z.enum(['all', 'any', 'none']).nullable(),
    sentence: text.nullable(),
    found: text.nullable(),
    get parts() {
      return z.array(explanationSchema);
    },
  })
  .meta({ id: 'RuleExplanation' });

export const explainRuleFor = defineContract({
  name: 'segments.explain_rule',
  method: 'POST',
  path: '/api/v1/rules/explain',
  summary: { 'zh-CN': '规则为何适用或不适用于一位客户', en: 'Why a rule holds for a customer, or does not' },
  access: { permission: 'segments.read' },
  body: z.object({ rule: ruleSchema, customerId: z.uuid(), asOf: z.iso.date().optional() }),
  response: z.object({ asOf: z.iso.date(), explanation: explanationSchema }),
  transaction: 'own',
});
