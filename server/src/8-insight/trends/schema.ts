import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { metricFreshnessSchema } from '../metrics/schema.ts';
import { VERDICTS } from './growth.ts';

const key = z.string().max(200);

const growthSchema = z.object({
  /** People now ÷ people then; null where there was nobody then. */
  ratio: z.number().nullable(),
  /** Interval of 99 %. */
  low: z.number(),
  high: z.number().nullable(),
  verdict: z.enum(VERDICTS),
});

const trendSchema = z.object({
  /** Id of the category; empty for goods outside of the tree. */
  category: z.string(),
  label: z.string(),
  /** Different people who bought; guests once for each order. */
  buyers: z.number().int(),
  buyersBefore: z.number().int(),
  buyersYear: z.number().int(),
  growth: growthSchema,
  /** Against the same days a year ago; null while nothing was sold then. */
  yearGrowth: growthSchema.nullable(),
  /** How much more it grew than everything together. */
  relative: z.number().nullable(),
  /** Of the buyers with a name, those who had never bought of it before. */
  newShare: z.number().nullable(),
  /** What its goods were sold for, in the currency. */
  soldMinor: z.number().int(),
  soldBeforeMinor: z.number().int(),
  /** Different people who looked at its goods. */
  lookers: z.number().int(),
  lookersBefore: z.number().int(),
  lookersGrowth: growthSchema,
});

export const trendsAnswerSchema = z
  .object({
    asOf: z.iso.date(),
    from: z.iso.date(),
    to: z.iso.date(),
    before: z.object({ from: z.iso.date(), to: z.iso.date() }),
    year: z.object({ from: z.iso.date(), to: z.iso.date() }),
    currency: z.string(),
    formula: z.string(),
    source: z.string(),
    whole: trendSchema,
    /** By the cautious end of the growth, the most certain rise first. */
    rows: z.array(trendSchema),
    freshness: metricFreshnessSchema,
  })
  .meta({ id: 'TrendsAnswer' });
export type TrendsAnswer = z.output<typeof trendsAnswerSchema>;
export type Trend = TrendsAnswer['whole'];

export const getTrends = defineContract({
  name: 'insight.get_trends',
  method: 'GET',
  path: '/api/v1/trends',
  summary: {
    'zh-CN': '品类趋势：哪些品类在上升、哪些在下降，购买与浏览人数及新客占比',
    en: 'Which categories rise and which fall: buyers, people who look, and the share who are new to it',
  },
  access: { permission: 'insight.read' },
  query: z.object({
    asOf: z.iso.date().optional(),
    /** First and last business date, both included. Default: the 30 days up to `asOf`. */
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    channel: key.optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/u)
      .optional(),
  }),
  response: trendsAnswerSchema,
});
