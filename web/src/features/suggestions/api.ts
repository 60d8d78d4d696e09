import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  type Association,
  createSegment,
  getCrossSelling,
  getProductAssociations,
  getRecommendations,
  learnSuggestions,
  listAssociations,
  type Recommendation,
  type Recommendations,
  type SuggestedProduct,
  type SuggestionLearning,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type { Association, Recommendation, Recommendations, SuggestedProduct, SuggestionLearning };

export const recommendationsQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customer', customerId, 'recommendations'],
    queryFn: ({ signal }) => call(getRecommendations, { params: { id: customerId }, signal }),
  });

export const productAssociationsQuery = (productId: string) =>
  queryOptions({
    queryKey: ['product', productId, 'associations'],
    queryFn: ({ signal }) => call(getProductAssociations, { params: { id: productId }, signal }),
  });

export const associationsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['insight', 'associations'],
    queryFn: ({ pageParam, signal }) =>
      call(listAssociations, {
        query: { limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const crossSellingQuery = () =>
  queryOptions({
    queryKey: ['insight', 'cross-selling'],
    queryFn: ({ signal }) => call(getCrossSelling, { signal }),
  });

type Crossing = Awaited<ReturnType<NonNullable<ReturnType<typeof crossSellingQuery>['queryFn']>>>['items'][number];
export type LineCrossing = Crossing;

/** Learns everything anew in the background. */
export const requestLearning = (idempotencyKey: string) => call(learnSuggestions, { idempotencyKey });

/** Buyers of one line who never bought the other, as a segment. */
export const requestLineSegment = (crossing: LineCrossing, name: string, idempotencyKey: string) =>
  call(createSegment, { body: { name, rule: crossing.rule }, idempotencyKey });
