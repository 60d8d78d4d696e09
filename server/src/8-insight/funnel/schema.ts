import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { listMetricPeople, metricFreshnessSchema } from '../metrics/schema.ts';
import { FUNNEL_STEPS } from './steps.ts';

const key = z.string().max(200);
const rate = z.number().nullable();

const question = {
  /** Default: today, or the day of the newest purchase of a shop long quiet. */
  asOf: z.iso.date().optional(),
  /** First and last business date of the first step, both included. Default: the 30 days up to `asOf`. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  shop: key.optional(),
  channel: key.optional(),
};

const rungSchema = z.object({
  step: z.enum(FUNNEL_STEPS),
  label: z.string(),
  /** Whether anything was sent of this step in the span or the 90 days before; if not, its figures mean nothing. */
  tracked: z.boolean(),
  people: z.number().int(),
  /** Those of them who are customers with a name; the others are browsers. */
  known: z.number().int(),
  /** Came so far and not to the next tracked step. */
  stopped: z.number().int(),
  stoppedKnown: z.number().int(),
  /** Of the people at the tracked step before; null at the first one and where nobody was there. */
  rate,
  /** Of the people at the first tracked step. */
  overall: rate,
  /** The same for as many days before, followed for as long. */
  before: z.object({ people: z.number().int(), rate, overall: rate }),
});

const funnelSchema = z.object({
  /** Id of the shop or key of the channel; empty for those that belong to none. */
  key: z.string(),
  label: z.string(),
  /** Of a shop: its sales channel. */
  channel: z.string().nullable(),
  steps: z.array(rungSchema),
  /** Ordered in the span without coming through the steps before: guests, other devices, the counter. */
  apart: z.number().int(),
});

export const funnelAnswerSchema = z
  .object({
    asOf: z.iso.date(),
    from: z.iso.date(),
    to: z.iso.date(),
    /** Steps after the first one count up to this day. */
    followedTo: z.iso.date(),
    /** Some of the people still have time for the steps after: the figures will rise. */
    isOpen: z.boolean(),
    by: z.enum(['shop', 'channel']),
    windowDays: z.number().int(),
    repeatDays: z.number().int(),
    formula: z.string(),
    source: z.string(),
    whole: funnelSchema,
    /** The one with most people first. */
    rows: z.array(funnelSchema),
    freshness: metricFreshnessSchema,
  })
  .meta({ id: 'FunnelAnswer' });
export type FunnelAnswer = z.output<typeof funnelAnswerSchema>;
export type Funnel = FunnelAnswer['whole'];

export const getFunnel = defineContract({
  name: 'insight.get_funnel',
  method: 'GET',
  path: '/api/v1/funnel',
  summary: {
    'zh-CN': '漏斗：访问、浏览商品、加购、下单、付款、再次购买，按店铺或渠道',
    en: 'The funnel from visit to buying again, of each shop or sales channel',
  },
  access: { permission: 'insight.read' },
  query: z.object({ ...question, by: z.enum(['shop', 'channel']).default('shop') }),
  response: funnelAnswerSchema,
});

export const listFunnelPeople = defineContract({
  name: 'insight.list_funnel_people',
  method: 'POST',
  path: '/api/v1/funnel/people',
  summary: {
    'zh-CN': '漏斗中到了某一步、没有再往下走的客户',
    en: 'The customers who came to a step of the funnel and no further',
  },
  // Reads: a question stands in the body.
  transaction: 'own',
  access: { permission: 'insight.read' },
  body: z.object({
    ...question,
    step: z.enum(FUNNEL_STEPS),
    /** Also those who went on. */
    all: z.boolean().default(false),
    cursor: z.string().max(2000).optional(),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  response: listMetricPeople.response,
});
