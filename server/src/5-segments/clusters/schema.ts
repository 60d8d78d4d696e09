import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { ruleSchema } from '#kernel/pure/rules/tree.ts';
import { FEATURES } from './features.ts';

export const CLUSTERING_STATES = ['queued', 'running', 'done', 'failed'] as const;
export const FEWEST_CLUSTERS = 2;
export const MOST_CLUSTERS = 8;

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const clusters = z.number().int().min(FEWEST_CLUSTERS).max(MOST_CLUSTERS);

export const clusterSchema = z.object({
  /** From 1, the cluster that spends most first. */
  number: z.number().int(),
  /** What it is called: by what its middle is far from that of all. */
  name: text,
  /** Buyers who are in it on the day, of everybody. */
  customers: z.number().int(),
  /** Medians of those learned from, in days, times, minor units and goods. */
  medians: z.object({
    recency: z.number(),
    purchases: z.number(),
    net: z.number(),
    breadth: z.number(),
  }),
  /** What else sets it apart from all buyers for sure, the clearest first. */
  differences: z.array(z.object({ trait: z.string(), label: text, value: text, lift: z.number().nullable() })),
  /** Finds those who buy so, also later: save it as a segment. */
  rule: ruleSchema,
});
export type Cluster = z.output<typeof clusterSchema>;

export const clusteringSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    state: z.enum(CLUSTERING_STATES),
    asOf: z.iso.date(),
    currency: z.string(),
    parameters: z.object({
      features: z.array(z.enum(FEATURES)),
      minClusters: z.number().int(),
      maxClusters: z.number().int(),
      seed: z.number().int(),
      restarts: z.number().int(),
      sample: z.number().int(),
    }),
    /** Null until it is done. */
    result: z
      .object({
        /** Customers learned from. */
        sampled: z.number().int(),
        k: z.number().int(),
        /** How well customers lie in their cluster, from −1 to 1. */
        silhouette: z.number(),
        /** What each number of clusters came to. */
        tried: z.array(z.object({ k: z.number().int(), silhouette: z.number(), inertia: z.number() })),
        clusters: z.array(clusterSchema),
      })
      .nullable(),
    /** The code of what went wrong. */
    error: z.string().nullable(),
    by: z.string(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    tookMs: z.number().int().nullable(),
  })
  .meta({ id: 'Clustering' });
export type Clustering = z.output<typeof clusteringSchema>;

export const listClusterings = defineContract({
  name: 'segments.list_clusterings',
  method: 'GET',
  path: '/api/v1/clusterings',
  summary: {
    'zh-CN': '聚类的运行记录：谁在何时用哪些参数做的、结果如何，最新的在前',
    en: 'The log of clusterings: by whom, when, with which figures and what came of each, newest first',
  },
  access: { permission: 'segments.read' },
  response: z.object({ items: z.array(clusteringSchema) }),
});

export const getClustering = defineContract({
  name: 'segments.get_clustering',
  method: 'GET',
  path: '/api/v1/clusterings/{id}',
  summary: { 'zh-CN': '一次聚类及其各类客户', en: 'One clustering with its clusters' },
  access: { permission: 'segments.read' },
  params: idParams,
  response: clusteringSchema,
});

export const startClustering = defineContract({
  name: 'segments.start_clustering',
  method: 'POST',
  path: '/api/v1/clusterings',
  summary: {
    'zh-CN': '按购买方式把客户聚类：距上次购买、次数、金额、商品数；类数在范围内自动选',
    en: 'Group customers by how they buy: how long ago, how often, how much, how many goods; the number of clusters is chosen within bounds',
  },
  access: { permission: 'segments.write' },
  body: z
    .object({
      name: z.string().trim().min(1).max(100),
      /** Today when absent. */
      asOf: z.iso.date().optional(),
      minClusters: clusters.default(FEWEST_CLUSTERS),
      maxClusters: clusters.default(MOST_CLUSTERS),
    })
    .refine(({ minClusters, maxClusters }) => minClusters <= maxClusters, {
      path: ['maxClusters'],
      params: {
        code: 'bounds_swapped',
        text: { 'zh-CN': '最多类数不能小于最少类数', en: 'may not be below the least number' },
      },
    }),
  response: clusteringSchema,
  status: 202,
  idempotent: true,
});
