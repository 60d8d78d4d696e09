import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf } from '#kernel/http/paging.ts';

/** The eight groups, by recency, frequency and monetary value above or below the mean of all (requirements §3.4). */
export const RFM_GROUPS = [
  'important_value',
  'important_keep',
  'important_develop',
  'important_win_back',
  'general_value',
  'general_keep',
  'general_develop',
  'general_win_back',
] as const;
export type RfmGroup = (typeof RFM_GROUPS)[number];

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const score = z.number().int().min(1).max(5);
const cuts = z.array(z.number()).length(4);
const dimensions = z.object({ recencyDays: z.number(), frequency: z.number(), monetaryMinor: z.number() });

/** A business date; facts up to its end count. Absent: today, or the day of the newest purchase of a shop long quiet. */
export const asOfQuery = z.iso.date().optional();

export const freshnessSchema = z
  .object({
    /** Everything that happened before this instant is in. */
    upTo: z.iso.datetime().nullable(),
    secondsBehind: z.number().nullable(),
    stale: z.boolean(),
  })
  .meta({ id: 'Freshness' });

export const rfmCustomerSchema = z
  .object({
    customerId: z.uuid(),
    recencyDays: z.number().int().nullable(),
    frequency: z.number().int(),
    monetaryMinor: z.number().int(),
    r: score,
    f: score,
    m: score,
    group: z.enum(RFM_GROUPS),
  })
  .meta({ id: 'RfmCustomer' });

export const rfmMapSchema = z
  .object({
    asOf: z.iso.date(),
    windowDays: z.number().int().nullable(),
    /** The one asked for, else the one with most purchases in the window; empty without any order. */
    currency: z.string(),
    /** Currencies with purchases, most first; amounts of different currencies are never added. */
    currencies: z.array(z.string()),
    customers: z.number().int(),
    /** Upper limits of the scores 1 to 4 (recency: of 5 to 2), so that people can read what a 3 is. */
    cuts: z.object({ recencyDays: cuts, frequency: cuts, monetaryMinor: cuts }),
    means: dimensions,
    /** Whether the mean or the median of all parts high from low in the eight groups, and where that lies. */
    groupCut: z.enum(['mean', 'median']),
    groupCuts: dimensions,
    groups: z.array(
      z.object({
        group: z.enum(RFM_GROUPS),
        label: text,
        /** What to do with these customers. */
        action: text,
        customers: z.number().int(),
        monetaryMinor: z.number().int(),
        meanRecencyDays: z.number().nullable(),
        meanFrequency: z.number().nullable(),
      }),
    ),
    cells: z.array(
      z.object({
        r: score,
        f: score,
        customers: z.number().int(),
        monetaryMinor: z.number().int(),
        /** The group most of its customers are in. */
        group: z.enum(RFM_GROUPS),
      }),
    ),
    freshness: freshnessSchema,
    tookMs: z.number(),
  })
  .meta({ id: 'RfmMap' });

export const getRfmMap = defineContract({
  name: 'segments.get_rfm_map',
  method: 'GET',
  path: '/api/v1/scores/rfm',
  summary: { 'zh-CN': 'RFM 地图', en: 'The RFM map of all customers' },
  access: { permission: 'scores.read' },
  query: z.object({
    asOf: asOfQuery,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
  }),
  response: rfmMapSchema,
});

export const listRfmCustomers = defineContract({
  name: 'segments.list_rfm_customers',
  method: 'GET',
  path: '/api/v1/scores/rfm/customers',
  summary: { 'zh-CN': 'RFM 某一格或某一组的客户', en: 'Customers of one cell or group of the RFM map' },
  access: { permission: 'scores.read' },
  query: z.object({
    asOf: asOfQuery,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    r: z.coerce.number().int().min(1).max(5).optional(),
    f: z.coerce.number().int().min(1).max(5).optional(),
    m: z.coerce.number().int().min(1).max(5).optional(),
    group: z.enum(RFM_GROUPS).optional(),
    cursor: z.string().max(2000).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: pageOf(rfmCustomerSchema.extend({ name: z.string().nullable(), account: z.string().nullable() })).required({
    total: true,
  }),
});

export const getCustomerScores = defineContract({
  name: 'segments.get_customer_scores',
  method: 'GET',
  path: '/api/v1/customers/{id}/scores',
  summary: { 'zh-CN': '客户的评分', en: "A customer's scores" },
  access: { permission: 'scores.read' },
  params: idParams,
  query: z.object({ asOf: asOfQuery }),
  response: z.object({
    asOf: z.iso.date(),
    /** One per currency in which this customer bought; empty when never. */
    rfm: z.array(rfmCustomerSchema.extend({ currency: z.string(), label: text, action: text, reason: text })),
    freshness: freshnessSchema,
  }),
});

export const lookupRfm = defineContract({
  name: 'segments.lookup_rfm',
  method: 'POST',
  path: '/api/v1/scores/rfm/lookup',
  summary: { 'zh-CN': '多位客户的 RFM', en: 'RFM of several customers' },
  access: { permission: 'scores.read' },
  body: z.object({ customerIds: z.array(z.uuid()).min(1).max(200), asOf: asOfQuery }),
  response: z.object({ items: z.array(rfmCustomerSchema.extend({ currency: z.string() })) }),
});
