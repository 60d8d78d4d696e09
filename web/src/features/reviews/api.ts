import { queryOptions } from '@tanstack/react-query';
import {
  acceptReview,
  type ComparedPair,
  decideReviews,
  detachIdentifier,
  type Explanation,
  explainCustomer,
  getReview,
  getReviewSummary,
  listReviews,
  type MergePreview,
  mergeCustomers,
  type PartingPreview,
  previewMerge,
  previewUnmerge,
  type ReviewPair,
  rejectReview,
  scanForDuplicates,
  undoReview,
  unmergeCustomer,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type { ComparedPair, Explanation, MergePreview, PartingPreview, ReviewPair };

/** As many pairs stand in the list beside the one that is looked at. */
const QUEUE = 100;

export type ShownState = ReviewPair['state'];

/** The pairs that wait, most likely first; or those that were decided, latest first. */
export const reviewsQuery = (state: ShownState) =>
  queryOptions({
    queryKey: ['reviews', 'list', state],
    queryFn: ({ signal }) => call(listReviews, { query: { state, limit: QUEUE }, signal }),
  });

export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['reviews', 'pair', id],
    queryFn: ({ signal }) => call(getReview, { params: { id }, signal }),
    staleTime: 60_000,
  });

export const reviewSummaryQuery = () =>
  queryOptions({
    queryKey: ['reviews', 'summary'],
    queryFn: ({ signal }) => call(getReviewSummary, { signal }),
  });

export const explanationQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['reviews', 'explain', customerId],
    queryFn: ({ signal }) => call(explainCustomer, { params: { id: customerId }, signal }),
  });

export const mergePreviewQuery = (customerId: string, other: string) =>
  queryOptions({
    queryKey: ['reviews', 'merge', customerId, other],
    queryFn: ({ signal }) => call(previewMerge, { params: { id: customerId }, body: { with: other }, signal }),
    staleTime: 0,
  });

export type PartingWish = { readonly mergeId: string } | { readonly recordIds: readonly string[] };

const wishBody = (wish: PartingWish) =>
  'mergeId' in wish ? { mergeId: wish.mergeId } : { recordIds: [...wish.recordIds] };

export const partingPreviewQuery = (customerId: string, wish: PartingWish) =>
  queryOptions({
    queryKey: ['reviews', 'unmerge', customerId, wish],
    queryFn: ({ signal }) => call(previewUnmerge, { params: { id: customerId }, body: wishBody(wish), signal }),
    staleTime: 0,
  });

const DECISIONS = { accept: acceptReview, reject: rejectReview, undo: undoReview } as const;
export type Decision = 'accept' | 'reject';

export const requestDecision = (id: string, decision: keyof typeof DECISIONS) =>
  call(DECISIONS[decision], { params: { id }, body: {}, idempotencyKey: crypto.randomUUID() });

export const requestDecisions = (ids: readonly string[], decision: Decision) =>
  call(decideReviews, { body: { ids: [...ids], decision }, idempotencyKey: crypto.randomUUID() });

export const requestScan = () => call(scanForDuplicates, { body: {} });

export const requestMerge = (
  customerId: string,
  body: { readonly with: string; readonly reason: string; readonly overrule: boolean },
  key: string,
) => call(mergeCustomers, { params: { id: customerId }, body, idempotencyKey: key });

export const requestUnmerge = (
  customerId: string,
  wish: PartingWish,
  { reason, keepApart, key }: { readonly reason: string; readonly keepApart: boolean; readonly key: string },
) =>
  call(unmergeCustomer, {
    params: { id: customerId },
    body: { ...wishBody(wish), reason, keepApart },
    idempotencyKey: key,
  });

export type DetachBody = Parameters<typeof requestDetach>[1];

export const requestDetach = (
  customerId: string,
  body: {
    readonly recordId: string;
    readonly kind:
      | 'phone'
      | 'email'
      | 'member_card'
      | 'wechat_unionid'
      | 'wechat_openid'
      | 'wecom_id'
      | 'marketplace_account';
    readonly shown: string;
    readonly reason: string;
  },
  key: string,
) => call(detachIdentifier, { params: { id: customerId }, body, idempotencyKey: key });
