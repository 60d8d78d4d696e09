import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { QUALITY_FAULTS } from './faults.ts';

export { QUALITY_FAULTS, type QualityFault } from './faults.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const count = z.number().int();

const formulaSchema = z.object({
  weights: z.array(z.object({ key: z.string(), label: text, weight: z.number() })),
  parts: z.object({ completeness: z.number(), validity: z.number(), freshness: z.number() }),
  freshMonths: count,
});

export const qualityOverviewSchema = z
  .object({
    /** Customers with a score; a moment after a large import fewer than there are. */
    customers: count,
    average: z.number().nullable(),
    /** Ten bands, the lowest first; `max` is included. */
    bands: z.array(z.object({ min: count, max: count, customers: count })),
    faults: z.array(z.object({ fault: z.enum(QUALITY_FAULTS), label: text, rule: text, customers: count })),
    sources: z.array(z.object({ source: z.string(), label: text, customers: count, average: z.number() })),
    /** Who was not heard of since `before`. */
    stale: z.array(z.object({ months: count, before: z.iso.datetime(), customers: count })),
    formula: formulaSchema,
    /** While a changed formula is being applied: how many customers have it already. */
    applying: z.object({ done: count, of: count }).nullable(),
    asOf: z.iso.datetime(),
    can: z.object({ manage: z.boolean() }),
  })
  .meta({ id: 'QualityOverview' });
export type QualityOverview = z.output<typeof qualityOverviewSchema>;

export const customerQualitySchema = z
  .object({
    score: count,
    completeness: count,
    validity: count,
    freshness: count,
    heardAt: z.iso.datetime(),
    faults: z.array(z.object({ fault: z.enum(QUALITY_FAULTS), label: text, rule: text })),
    /** Weighted fields that are missing, heaviest first. */
    missing: z.array(z.object({ key: z.string(), label: text, weight: z.number() })),
    formula: formulaSchema,
    computedAt: z.iso.datetime(),
  })
  .meta({ id: 'CustomerQuality' });
export type CustomerQuality = z.output<typeof customerQualitySchema>;

export const getQualityOverview = defineContract({
  name: 'customers.get_quality_overview',
  method: 'GET',
  path: '/api/v1/quality',
  summary: {
    'zh-CN': '数据质量：得分分布、各类问题、各来源、久未更新',
    en: 'Data quality: how scores are spread, faults, sources, who was not heard of for long',
  },
  access: { permission: 'customers.read' },
  response: qualityOverviewSchema,
});

export const getCustomerQuality = defineContract({
  name: 'customers.get_customer_quality',
  method: 'GET',
  path: '/api/v1/customers/{id}/quality',
  summary: { 'zh-CN': '一位客户的数据质量及缺什么', en: 'How good the data of a customer is, and what is missing' },
  access: { permission: 'customers.read' },
  params: idParams,
  response: customerQualitySchema,
});

export const recomputeQuality = defineContract({
  name: 'customers.recompute_quality',
  method: 'POST',
  path: '/api/v1/quality/recompute',
  summary: { 'zh-CN': '全部重新计分（后台进行）', en: 'Work all scores out anew, in the background' },
  access: { permission: 'quality.manage' },
  response: z.object({ queued: z.boolean() }),
  status: 202,
});

export const normaliseAll = defineContract({
  name: 'customers.normalise_all',
  method: 'POST',
  path: '/api/v1/quality/normalise',
  summary: {
    'zh-CN': '批量规范：重新整理全部姓名拼音与地址区划，并重新计分（后台进行，来源原值不变）',
    en: 'Normalise all: name keys and places are worked out anew, then the scores; what sources gave stays',
  },
  access: { permission: 'quality.manage' },
  response: z.object({ queued: z.boolean() }),
  status: 202,
});
