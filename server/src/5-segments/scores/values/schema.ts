import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { personSchema } from '../../preview/schema.ts';
import { strategySchema } from '../../strategies/schema.ts';
import { chanceReportSchema } from '../learned/chance-report.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const unit = z.enum(['money', 'share', 'days', 'minutes', 'count', 'ratio', 'points']);
const name = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/u);
const kindParams = z.object({ kind: name });

const errorOf = z.object({ total: z.number(), mae: z.number(), rmse: z.number() });
const modelSchema = z.object({
  name: z.string(),
  parameters: z.record(z.string(), z.number()),
  /** `no_dropout`: the purchases do not show that anybody stops. */
  signal: z.enum(['dropout', 'no_dropout']),
  /** Forecasts of the weeks held back beside what came; null while there is nothing to hold them against. */
  quality: z
    .object({
      customers: z.number().int(),
      weeks: z.number().int(),
      actual: z.number(),
      model: errorOf,
      pastRate: errorOf,
      /** Which one the score uses. */
      better: z.enum(['model', 'past_rate']),
      deciles: z.array(
        z.object({ customers: z.number().int(), actual: z.number(), model: z.number(), pastRate: z.number() }),
      ),
    })
    .nullable(),
});

export const scoreQualitySchema = z.object({
  /** As of which day the score was taken, and how many days after it are looked at. */
  held: z
    .object({
      asOf: z.iso.date(),
      days: z.number().int(),
      bands: z.array(
        z.object({
          band: z.string(),
          customers: z.number().int(),
          /** Who bought in the days held back. */
          returned: z.number().int(),
          spentMinor: z.number(),
        }),
      ),
      /** How well the value ranks those who bought again; 0.5 is chance, below it low values do. */
      auc: z.number().nullable(),
    })
    .nullable(),
  model: modelSchema.nullable(),
  /** Of scores that foretell a yes or no. */
  chance: chanceReportSchema.nullable().default(null),
});
export type ScoreQuality = z.output<typeof scoreQualitySchema>;

const bandFigures = z.object({ band: z.string(), customers: z.number().int(), value: z.number() });

const runSchema = z.object({
  id: z.uuid(),
  version: z.number().int(),
  asOf: z.iso.date(),
  currency: z.string(),
  customers: z.number().int(),
  bands: z.array(bandFigures),
  /** The smallest value, the ends of the tenths, the largest. */
  deciles: z.array(z.number()),
  computedAt: z.iso.datetime(),
  /** Everything that happened before this instant is in. */
  upTo: z.iso.datetime().nullable(),
  tookMs: z.number().int(),
});

const kindSchema = z.object({
  kind: z.string(),
  version: z.number().int(),
  label: text,
  note: text,
  unit,
  bands: z.array(z.object({ key: z.string(), label: text, note: text })),
  inputs: z.array(z.object({ key: z.string(), label: text, unit })),
  /** The newest computation; null before the first one, which is then on its way. */
  run: runSchema.nullable(),
  /** The one before it, for comparison. */
  before: z.object({ asOf: z.iso.date(), bands: z.array(bandFigures) }).nullable(),
});

export const listScores = defineContract({
  name: 'segments.list_scores',
  method: 'GET',
  path: '/api/v1/scores',
  summary: {
    'zh-CN': '评分一览：每种评分的分级与最近一次计算',
    en: 'The scores there are, with classes and the newest computation',
  },
  access: { permission: 'scores.read' },
  response: z.object({ items: z.array(kindSchema) }),
});

export const getScore = defineContract({
  name: 'segments.get_score',
  method: 'GET',
  path: '/api/v1/scores/{kind}',
  summary: {
    'zh-CN': '一种评分：分布、检验与设置',
    en: 'One score: distribution, quality on time held back, settings',
  },
  access: { permission: 'scores.read' },
  params: kindParams,
  query: z.object({
    /** The other score that it is crossed with; the lifecycle without it. */
    against: name.optional(),
  }),
  response: kindSchema.extend({
    quality: scoreQualitySchema.nullable(),
    settings: z.array(
      z.object({
        key: z.string(),
        label: text,
        unit: text.nullable(),
        note: text,
        /** In minor units where it is money. */
        value: z.number(),
        isMoney: z.boolean(),
      }),
    ),
    /** How many are in which class of this score and which of another one, where both are known. */
    crossed: z.object({
      against: name,
      cells: z.array(z.object({ band: z.string(), other: z.string(), customers: z.number().int() })),
    }),
  }),
});

export const listScoreCustomers = defineContract({
  name: 'segments.list_score_customers',
  method: 'GET',
  path: '/api/v1/scores/{kind}/customers',
  summary: { 'zh-CN': '某一级的客户，分值从高到低', en: 'Customers of a class, the highest values first' },
  access: { permission: 'scores.read' },
  params: kindParams,
  query: z.object({
    band: z.string().max(60).optional(),
    /** Only those of this class of another score, as of `against`; of the lifecycle without that. */
    other: z.string().max(60).optional(),
    against: name.optional(),
    ...pageQuery,
  }),
  response: pageOf(
    personSchema.extend({ value: z.number(), band: z.string(), previous: z.number().nullable() }),
  ).required({ total: true }),
});

export const computeScore = defineContract({
  name: 'segments.compute_score',
  method: 'POST',
  path: '/api/v1/scores/{kind}/recompute',
  summary: { 'zh-CN': '重新计算一种评分', en: 'Compute a score anew' },
  access: { permission: 'segments.write' },
  params: kindParams,
  status: 202,
  response: z.object({ queued: z.boolean() }),
});

export const getCustomerScoreValues = defineContract({
  name: 'segments.get_customer_score_values',
  method: 'GET',
  path: '/api/v1/customers/{id}/score-values',
  summary: { 'zh-CN': '一位客户的各项评分与理由', en: 'All scores of a customer with their reasons' },
  access: { permission: 'scores.read' },
  params: idParams,
  response: z.object({
    items: z.array(
      z.object({
        kind: z.string(),
        version: z.number().int(),
        label: text,
        unit,
        asOf: z.iso.date(),
        currency: z.string(),
        value: z.number(),
        band: z.object({ key: z.string(), label: text, note: text }),
        previous: z.object({ asOf: z.iso.date(), value: z.number(), band: z.string() }).nullable(),
        /** What runs for the class now, and who answers for it; null without any. */
        strategy: strategySchema.extend({ segmentId: z.uuid() }).nullable(),
        /** What the value was made of; null where it is not known. */
        reasons: z.array(
          z.object({
            key: z.string(),
            label: text,
            unit,
            value: z.number().nullable(),
            /** Of a chance: what it does to it, above zero for, below against; null for scores that are no chance. */
            effect: z.number().nullable(),
          }),
        ),
      }),
    ),
  }),
});
