import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

const MAX_LABELS = 10_000;
export const LABEL_SOURCES = ['reviews', 'file', 'all'] as const;
export type LabelSource = (typeof LABEL_SOURCES)[number];

const measure = z.object({
  value: z.number().min(0).max(1).nullable(),
  low: z.number().min(0).max(1).nullable(),
  high: z.number().min(0).max(1).nullable(),
  right: z.number(),
  all: z.number(),
});
const counts = z.object({ same: z.number().int(), different: z.number().int() });

export const matchQualitySchema = z
  .object({
    /** The threshold of merging in force. */
    threshold: z.number(),
    reviewThreshold: z.number(),
    labelled: z.object({ reviews: counts, file: counts }),
    fileName: z.string().nullable(),
    points: z.array(z.object({ threshold: z.number(), precision: measure, recall: measure })),
  })
  .meta({ id: 'MatchQuality' });
export type MatchQuality = z.output<typeof matchQualitySchema>;

export const getMatchQuality = defineContract({
  name: 'customers.get_match_quality',
  method: 'GET',
  path: '/api/v1/identity/quality',
  summary: {
    'zh-CN': '由审核决定与标注文件测得的准确率与召回率，逐界限列出',
    en: 'Precision and recall at each threshold, measured on review decisions and labelled pairs',
  },
  access: { permission: 'customers.review' },
  query: z.object({ by: z.enum(LABEL_SOURCES).default('all') }),
  response: matchQualitySchema,
});

export const saveMatchLabels = defineContract({
  name: 'customers.save_match_labels',
  method: 'PUT',
  path: '/api/v1/identity/labels',
  summary: {
    'zh-CN': '用一份标注文件替换现有标注：每行两位客户（客户编号、来源记录编号或“来源:账号”）及是否同一人',
    en: 'Replace the labelled pairs: two people a row (customer id, record id, or “source:account”) and whether they are one',
  },
  access: { permission: 'customers.review' },
  body: z.object({
    fileName: z.string().trim().min(1).max(200),
    pairs: z
      .array(
        z.object({ a: z.string().trim().min(1).max(300), b: z.string().trim().min(1).max(300), same: z.boolean() }),
      )
      .max(MAX_LABELS),
  }),
  response: z.object({
    saved: z.number().int(),
    /** Rows (from 1) of people who are not known. */
    unknown: z.array(z.number().int()),
  }),
});
