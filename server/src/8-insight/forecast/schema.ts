import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { metricFreshnessSchema } from '../metrics/schema.ts';
import { FORECAST_METHODS } from './methods.ts';

export const FORECAST_GRAINS = ['week', 'day'] as const;
export const FORECAST_MEASURES = ['sales', 'orders'] as const;

const key = z.string().max(200);
const share = z.number().nullable();

const errorSchema = z.object({
  /** How many past values were foreseen. */
  cases: z.number().int(),
  /** Sum of the errors ÷ sum of what came. */
  wape: share,
  /** Mean of error ÷ what came, over values that are not 0. */
  mape: share,
  /** Error in units of the error of the naive way one step ahead, before all of these times; below 1 is better. */
  mase: share,
  /** WAPE of the naive way at the same times. */
  naiveWape: share,
  /** How often the interval held what came, of the times at which there was one. */
  held: z.number().int(),
  of: z.number().int(),
});

export const forecastAnswerSchema = z
  .object({
    measure: z.enum(FORECAST_MEASURES),
    grain: z.enum(FORECAST_GRAINS),
    label: z.string(),
    unit: z.enum(['money', 'count']),
    currency: z.string().nullable(),
    currencies: z.array(z.string()),
    formula: z.string(),
    source: z.string(),
    asOf: z.iso.date(),
    /** Whole weeks or days up to `asOf`, from the first one with something in it. */
    actuals: z.array(
      z.object({
        /** Its first day. */
        date: z.iso.date(),
        value: z.number(),
        /** What would have been foreseen one step before; null where that was not tried. */
        said: z.number().nullable(),
      }),
    ),
    /** How many values a forecast with its error takes. */
    needed: z.number().int(),
    /** Null while there are too few. */
    forecast: z
      .object({
        method: z.enum(FORECAST_METHODS),
        /** Values in a season; 1: none is known yet. */
        season: z.number().int(),
        ahead: z.array(
          z.object({
            date: z.iso.date(),
            value: z.number(),
            /** Holds four out of five, by the errors of the past; null where there are too few of them. */
            low: z.number().nullable(),
            high: z.number().nullable(),
            /** The festival whose shopping it lies in. */
            festival: z.string().nullable(),
          }),
        ),
        intervalShare: z.number(),
        /** Times in the past at which the same was done. */
        origins: z.number().int(),
        /** By steps ahead: what this page would have been wrong by. */
        errors: z.array(errorSchema.extend({ ahead: z.number().int() })),
        overall: errorSchema,
        /** Each way by itself at the same times. */
        methods: z.array(z.object({ method: z.enum(FORECAST_METHODS), wape: share, mase: share })),
      })
      .nullable(),
    freshness: metricFreshnessSchema,
  })
  .meta({ id: 'ForecastAnswer' });
export type ForecastAnswer = z.output<typeof forecastAnswerSchema>;

export const getForecast = defineContract({
  name: 'insight.get_forecast',
  method: 'GET',
  path: '/api/v1/forecast',
  summary: {
    'zh-CN': '销售预测：未来 8 周或 14 天的销售额、订单数，附区间和过去的误差',
    en: 'Sales forecast for 8 weeks or 14 days, with its interval and its past error',
  },
  access: { permission: 'insight.read' },
  query: z.object({
    measure: z.enum(FORECAST_MEASURES).default('sales'),
    grain: z.enum(FORECAST_GRAINS).default('week'),
    channel: key.optional(),
    category: key.optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/u)
      .optional(),
    asOf: z.iso.date().optional(),
  }),
  response: forecastAnswerSchema,
});
