import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

const threshold = z.object({
  probability: z.number(),
  links: z.number().int(),
  expectedPrecision: z.number(),
  expectedRecall: z.number(),
});

export const matchModelSchema = z
  .object({
    version: z.number().int(),
    madeAt: z.iso.datetime(),
    asOf: z.iso.datetime(),
    /** How many it was learned from. */
    records: z.number().int(),
    candidatePairs: z.number().int(),
    /** How many pairs of records the model takes for one person. */
    expectedMatches: z.number(),
    thresholds: z.object({
      merge: z.number(),
      review: z.number(),
      autoMerge: z.boolean(),
      own: threshold,
      link: threshold,
    }),
    /** By comparison: m and u of each level, and its weight in bits. */
    comparisons: z.array(
      z.object({
        name: z.string(),
        label: text,
        levels: z.array(z.object({ label: text, m: z.number(), u: z.number(), bits: z.number() })),
      }),
    ),
    rules: z.array(z.object({ rule: z.string(), pairs: z.number(), added: z.number() })),
    seconds: z.record(z.string(), z.number()),
  })
  .meta({ id: 'MatchModel' });
export type MatchModel = z.output<typeof matchModelSchema>;

export const getMatchModel = defineContract({
  name: 'customers.get_match_model',
  method: 'GET',
  path: '/api/v1/identity/model',
  summary: {
    'zh-CN': '当前的匹配模型：各项比较的权重、界限及其依据；还没有时为 null',
    en: 'The model in force: weights of comparisons, thresholds and how they were chosen; null before the first run',
  },
  access: { permission: 'customers.review' },
  response: z.object({ model: matchModelSchema.nullable() }),
});

export const explainedPairSchema = z
  .object({
    probability: z.number().min(0).max(1),
    merge: z.number(),
    review: z.number(),
    version: z.number().int(),
    weights: z.array(
      z.object({ field: z.string(), label: text, level: z.string(), levelLabel: text, weight: z.number().nullable() }),
    ),
    verdict: text,
  })
  .meta({ id: 'ExplainedPair' });

export const explainMatch = defineContract({
  name: 'customers.explain_match',
  method: 'POST',
  path: '/api/v1/identity/explain',
  summary: {
    'zh-CN': '按当前模型逐项说明两位客户（或两条来源记录）是否同一人',
    en: 'What the model in force says about two customers, or two records, comparison by comparison',
  },
  access: { permission: 'customers.review' },
  body: z.object({ a: z.uuid(), b: z.uuid() }),
  response: explainedPairSchema,
});
