import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { pageOf } from '#kernel/http/paging.ts';

/** What values are counted in; money is in minor units of `currency`, shares lie between 0 and 1. */
export const METRIC_UNITS = ['count', 'money', 'share', 'days'] as const;
export type MetricUnit = (typeof METRIC_UNITS)[number];

/** What values can be split by; `cohort` is a month of first purchases, `offset` the months since. */
export const DIMENSIONS = [
  'day',
  'week',
  'month',
  'hour',
  'weekday',
  'channel',
  'shop',
  'source',
  'category',
  'product',
  'stage',
  'before',
  'cohort',
  'offset',
  'region',
  'province',
  'city_tier',
  'gender',
  'age',
  'rfm_group',
  'abc_class',
  'segment',
  'customer_source',
] as const;
export type DimensionName = (typeof DIMENSIONS)[number];

/** Rows of one answer; beyond, the largest ones are given and `more` says how many are left out. */
export const DEFAULT_ROWS = 1000;
export const MAX_ROWS = 10_000;

const currency = z.string().regex(/^[A-Z]{3}$/u);
const key = z.string().max(200);
export const metricCurrencySchema = currency;

/** Dimensions of one question. */
const MAX_BY = 5;

/** Only facts with one of these values of each dimension. */
export const metricWhereSchema = z.partialRecord(z.enum(DIMENSIONS), z.array(key).min(1).max(50));

/** A value of each dimension, as `rows[].key` has them. */
export const metricKeySchema = z.partialRecord(z.enum(DIMENSIONS), key);

export const metricFreshnessSchema = z
  .object({
    /** Everything that happened before this instant is in; null when nothing is. */
    at: z.iso.datetime().nullable(),
    secondsBehind: z.number().nullable(),
    stale: z.boolean(),
  })
  .meta({ id: 'MetricFreshness' });

export const metricInfoSchema = z
  .object({
    name: z.string(),
    label: z.string(),
    unit: z.enum(METRIC_UNITS),
    /** How it is computed, in words. */
    formula: z.string(),
    /** From which facts, and where the definition comes from. */
    source: z.string(),
    /** What it can be split by. */
    by: z.array(z.object({ name: z.enum(DIMENSIONS), label: z.string() })),
    /** Dimensions that every answer of it has, whatever was asked for. */
    always: z.array(z.enum(DIMENSIONS)),
  })
  .meta({ id: 'MetricInfo' });
export type MetricInfo = z.output<typeof metricInfoSchema>;

/** One value of a metric. */
export const metricRowSchema = z.object({
  key: metricKeySchema,
  /** The keys in the reader's language. */
  label: z.partialRecord(z.enum(DIMENSIONS), z.string()),
  /** null where there is nothing to divide by. */
  value: z.number().nullable(),
  /** Of shares and averages: what it is divided by. */
  of: z.number().optional(),
});
export type MetricRow = z.output<typeof metricRowSchema>;

export const metricAnswerSchema = metricInfoSchema
  .omit({ by: true, always: true })
  .extend({
    /** Of money: whose amounts are meant; null for other units. */
    currency: z.string().nullable(),
    /** Currencies with orders, most orders first; amounts of different currencies are never added. */
    currencies: z.array(z.string()),
    /** Facts up to the end of this business date count. */
    asOf: z.iso.date(),
    from: z.iso.date(),
    to: z.iso.date(),
    by: z.array(z.enum(DIMENSIONS)),
    /** All of it together, not split; a sum of rows only where nobody and nothing is counted in two of them. */
    value: z.number().nullable(),
    of: z.number().optional(),
    /** The same over as many days before `from`; null where there is nothing to compare. */
    before: z.number().nullable(),
    rows: z.array(metricRowSchema),
    /** Rows left out because they were too many. */
    more: z.number().int(),
    freshness: metricFreshnessSchema,
    tookMs: z.number(),
  })
  .meta({ id: 'MetricAnswer' });
export type MetricAnswer = z.output<typeof metricAnswerSchema>;

/** What narrows an answer: only facts with this value of a dimension. */
const only = {
  channel: key.optional(),
  shop: key.optional(),
  source: key.optional(),
  category: key.optional(),
  product: key.optional(),
};

const dates = {
  /** Default: today, or the day of the newest purchase of a shop long quiet. */
  asOf: z.iso.date().optional(),
  /** First and last business date, both included. Default: up to `asOf`, as far back as the split makes readable. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
};

const byText = z
  .string()
  .max(200)
  .transform((text) => text.split(',').filter((part) => part !== ''))
  .pipe(z.array(z.enum(DIMENSIONS)).max(3));

export const listMetrics = defineContract({
  name: 'insight.list_metrics',
  method: 'GET',
  path: '/api/v1/metrics',
  summary: { 'zh-CN': '全部指标，附公式与来源', en: 'All metrics, with formula and source' },
  access: { permission: 'insight.read' },
  response: z.object({ items: z.array(metricInfoSchema), freshness: metricFreshnessSchema }),
});

export const getMetric = defineContract({
  name: 'insight.get_metric',
  method: 'GET',
  path: '/api/v1/metrics/{name}',
  summary: { 'zh-CN': '一个指标，可按维度拆分', en: 'One metric, split as asked' },
  access: { permission: 'insight.read' },
  params: z.object({ name: z.string().max(60) }),
  query: z.object({
    ...dates,
    /** Dimensions, parted by commas. */
    by: byText.optional(),
    currency: currency.optional(),
    ...only,
    limit: z.coerce.number().int().min(1).max(MAX_ROWS).default(DEFAULT_ROWS),
  }),
  response: metricAnswerSchema,
});

/** The question behind an answer, to be asked again for its people or its file. */
export const metricQuestionSchema = z.object({
  ...dates,
  by: z.array(z.enum(DIMENSIONS)).max(MAX_BY).optional(),
  currency: currency.optional(),
  ...only,
  where: metricWhereSchema.optional(),
});
export type MetricQuestion = z.output<typeof metricQuestionSchema>;

export const listMetricPeople = defineContract({
  name: 'insight.list_metric_people',
  method: 'POST',
  path: '/api/v1/metrics/{name}/people',
  summary: { 'zh-CN': '指标某一格所计的客户', en: 'The customers that a cell of a metric counts' },
  // Reads: a question stands in the body.
  transaction: 'own',
  access: { permission: 'insight.read' },
  params: z.object({ name: z.string().max(60) }),
  body: metricQuestionSchema.extend({
    /** `key` of a row; empty or absent: everybody behind the value of it all. */
    key: metricKeySchema.optional(),
    cursor: z.string().max(2000).optional(),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  response: pageOf(
    z.object({
      id: z.uuid(),
      name: z.string().nullable(),
      phone: z.string().nullable(),
      email: z.string().nullable(),
      region: z.string().nullable(),
      account: z.string().nullable(),
      sources: z.array(z.string()),
      tags: z.array(z.object({ id: z.uuid(), name: z.string() })),
      firstOrderAt: z.iso.datetime().nullable(),
      lastOrderAt: z.iso.datetime().nullable(),
      createdAt: z.iso.datetime(),
    }),
  ).required({ total: true }),
});
