import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { mergePreviewSchema } from '../merging/schema.ts';
import { REVIEW_ORIGINS } from './proposal.ts';

export const REVIEW_STATES = ['open', 'accepted', 'rejected', 'split'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];
const MAX_DECIDED = 200;

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const reason = z.string().trim().min(2).max(500).optional();
const person = z.object({ id: z.uuid(), name: z.string().nullable() });

export const reviewPairSchema = z
  .object({
    id: z.uuid(),
    origin: z.enum(REVIEW_ORIGINS),
    originLabel: text,
    /** How likely they are one person; null where that was not worked out. */
    score: z.number().min(0).max(1).nullable(),
    /** In bits: above zero speaks for one person. */
    weights: z.array(
      z.object({ field: z.string(), label: text, level: z.string(), levelLabel: text, weight: z.number().nullable() }),
    ),
    state: z.enum(REVIEW_STATES),
    left: person,
    right: person,
    proposedAt: z.iso.datetime(),
    decision: z
      .object({
        how: z.enum(['staff', 'joined', 'apart']),
        by: z.string().nullable(),
        at: z.iso.datetime(),
        reason: z.string().nullable(),
      })
      .nullable(),
    /** Whether the decision can be taken back here. */
    canUndo: z.boolean(),
  })
  .meta({ id: 'ReviewPair' });
export type ReviewPair = z.output<typeof reviewPairSchema>;

export const comparedPairSchema = reviewPairSchema
  .extend({
    /** Side by side, and what merging would come to. */
    compared: mergePreviewSchema,
  })
  .meta({ id: 'ComparedPair' });
export type ComparedPair = z.output<typeof comparedPairSchema>;

const access = { permission: 'customers.review' } as const;

export const listReviews = defineContract({
  name: 'customers.list_reviews',
  method: 'GET',
  path: '/api/v1/reviews',
  summary: {
    'zh-CN': '疑似同一人的客户，待审核或已处理',
    en: 'Customers who may be one person, to be reviewed or decided',
  },
  access,
  query: z.object({
    ...pageQuery,
    state: z.enum(REVIEW_STATES).default('open'),
    origin: z.enum(REVIEW_ORIGINS).optional(),
    minScore: z.coerce.number().min(0).max(1).optional(),
  }),
  response: pageOf(reviewPairSchema),
});

export const getReview = defineContract({
  name: 'customers.get_review',
  method: 'GET',
  path: '/api/v1/reviews/{id}',
  summary: { 'zh-CN': '一对疑似同一人的客户，逐项比较', en: 'One pair side by side' },
  access,
  params: idParams,
  response: comparedPairSchema,
});

export const nextReview = defineContract({
  name: 'customers.next_review',
  method: 'GET',
  path: '/api/v1/reviews/next',
  summary: { 'zh-CN': '队列中的下一对', en: 'The next pair of the queue' },
  access,
  query: z.object({
    /** The pair before it; the first of the queue when left out. */
    after: z.uuid().optional(),
    origin: z.enum(REVIEW_ORIGINS).optional(),
  }),
  response: z.object({ pair: comparedPairSchema.nullable() }),
});

const decided = z
  .object({
    id: z.uuid(),
    state: z.enum(REVIEW_STATES),
    /** The customer who remains, after an acceptance. */
    customerId: z.uuid().nullable(),
  })
  .meta({ id: 'DecidedPair' });

export const acceptReview = defineContract({
  name: 'customers.accept_review',
  method: 'POST',
  path: '/api/v1/reviews/{id}/accept',
  summary: { 'zh-CN': '确认是同一人并合并', en: 'Say that they are one person, and merge them' },
  access,
  params: idParams,
  body: z.object({ reason }),
  response: decided,
  idempotent: true,
});

export const rejectReview = defineContract({
  name: 'customers.reject_review',
  method: 'POST',
  path: '/api/v1/reviews/{id}/reject',
  summary: { 'zh-CN': '确认不是同一人，此后不再自动合并', en: 'Say that they are two, never to be joined by itself' },
  access,
  params: idParams,
  body: z.object({ reason }),
  response: decided,
  idempotent: true,
});

export const undoReview = defineContract({
  name: 'customers.undo_review',
  method: 'POST',
  path: '/api/v1/reviews/{id}/undo',
  summary: { 'zh-CN': '撤回决定，重新待审核', en: 'Take the decision back; the pair is open again' },
  access,
  params: idParams,
  body: z.object({ reason }),
  response: decided,
  idempotent: true,
});

export const decideReviews = defineContract({
  name: 'customers.decide_reviews',
  method: 'POST',
  path: '/api/v1/reviews/decide',
  summary: { 'zh-CN': '批量处理', en: 'Decide many pairs at once, each with its own result' },
  access,
  body: z.object({
    ids: z.array(z.uuid()).min(1).max(MAX_DECIDED),
    decision: z.enum(['accept', 'reject']),
    reason,
  }),
  response: z.object({
    results: z.array(
      z.object({ id: z.uuid(), ok: z.boolean(), state: z.enum(REVIEW_STATES).nullable(), problem: text.nullable() }),
    ),
  }),
  idempotent: true,
});

export const scanForDuplicates = defineContract({
  name: 'customers.scan_for_duplicates',
  method: 'POST',
  path: '/api/v1/reviews/scan',
  summary: {
    'zh-CN': '在全部客户中查找姓名与生日或地址相同的',
    en: 'Look through all customers for same names with same birth dates or addresses',
  },
  access,
  body: z.object({}),
  response: z.object({ queued: z.boolean() }),
  status: 202,
});

const measure = z.object({
  /** Null while nothing was decided that could tell. */
  value: z.number().min(0).max(1).nullable(),
  /** 95 % interval by Wilson. */
  low: z.number().min(0).max(1).nullable(),
  high: z.number().min(0).max(1).nullable(),
  right: z.number(),
  all: z.number(),
});

export const reviewSummarySchema = z
  .object({
    open: z.number().int(),
    byOrigin: z.array(z.object({ origin: z.enum(REVIEW_ORIGINS), label: text, open: z.number().int() })),
    decidedToday: z.number().int(),
    mineToday: z.number().int(),
    labelled: z.object({ same: z.number().int(), different: z.number().int() }),
    /** What the score at which two are merged without asking would have done to the labelled pairs. */
    threshold: z.number().min(0).max(1),
    precision: measure,
    recall: measure,
  })
  .meta({ id: 'ReviewSummary' });
export type ReviewSummary = z.output<typeof reviewSummarySchema>;

export const getReviewSummary = defineContract({
  name: 'customers.get_review_summary',
  method: 'GET',
  path: '/api/v1/reviews/summary',
  summary: {
    'zh-CN': '待审核数量，以及由已处理的对测得的准确率与召回率',
    en: 'How many wait, and precision and recall measured on the decided ones',
  },
  access,
  response: reviewSummarySchema,
});
