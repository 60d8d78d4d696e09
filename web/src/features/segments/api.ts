import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import {
  describeRule,
  explainRuleFor,
  getSegment,
  listCatalogue,
  listConditions,
  listCustomerLists,
  listListedCustomers,
  listMembers,
  listMoves,
  listSegmentSizes,
  listSegments,
  listSegmentsOfCustomer,
  previewSegment,
  type ReceivedOf,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import type { Rule } from './rule/parts.ts';

export type SegmentRow = ReceivedOf<typeof listSegments>['items'][number];
export type SegmentDetail = ReceivedOf<typeof getSegment>;
export type Version = SegmentDetail['versions'][number];
export type Conditions = ReceivedOf<typeof listConditions>;
export type CatalogueItem = ReceivedOf<typeof listCatalogue>['items'][number];
export type Preview = ReceivedOf<typeof previewSegment>;
export type Person = Preview['sample'][number];
export type Profile = ReceivedOf<typeof describeRule>;
export type DaySize = ReceivedOf<typeof listSegmentSizes>['items'][number]['days'][number];
export type CustomerList = ReceivedOf<typeof listCustomerLists>['items'][number];
export type Member = ReceivedOf<typeof listMembers>['items'][number];
export type Move = ReceivedOf<typeof listMoves>['items'][number];

/** Everybody: what others are compared with. */
export const EVERYBODY: Rule = { v: 1, all: [] };

const HOUR_MS = 3_600_000;
const PAGE_SIZE = 100;

export const segmentsKey = ['segments', 'definitions'] as const;

export const segmentsQuery = () =>
  queryOptions({ queryKey: [...segmentsKey, 'list'], queryFn: ({ signal }) => call(listSegments, { signal }) });

export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: [...segmentsKey, 'one', id],
    queryFn: ({ signal }) => call(getSegment, { params: { id }, signal }),
  });

export const sizesQuery = (question: { readonly segmentId?: string; readonly days: number }) =>
  queryOptions({
    queryKey: [...segmentsKey, 'sizes', question],
    queryFn: ({ signal }) => call(listSegmentSizes, { query: question, signal }),
  });

/** What rules can be made of; changes with the version of the program alone. */
export const conditionsQuery = () =>
  queryOptions({
    queryKey: ['segments', 'conditions'],
    staleTime: HOUR_MS,
    queryFn: ({ signal }) => call(listConditions, { signal }),
  });

export const catalogueQuery = (name: string, text: string) =>
  queryOptions({
    queryKey: ['segments', 'catalogue', name, text],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(listCatalogue, { params: { name }, query: text === '' ? {} : { text }, signal }),
  });

/** What values of a catalogue are called. */
export const namesQuery = (name: string, values: readonly string[]) =>
  queryOptions({
    queryKey: ['segments', 'names', name, values.toSorted()],
    staleTime: HOUR_MS,
    queryFn: ({ signal }) => call(listCatalogue, { params: { name }, query: { value: [...values] }, signal }),
  });

export const previewQuery = (rule: Rule, isEstimate: boolean) =>
  queryOptions({
    queryKey: ['segments', 'preview', isEstimate, JSON.stringify(rule)],
    staleTime: 60_000,
    retry: false,
    queryFn: ({ signal }) => call(previewSegment, { body: { rule, estimate: isEstimate }, signal }),
  });

export const profileQuery = (rule: Rule) =>
  queryOptions({
    queryKey: ['segments', 'profile', JSON.stringify(rule)],
    staleTime: 5 * 60_000,
    retry: false,
    queryFn: ({ signal }) => call(describeRule, { body: { rule }, signal }),
  });

export const explainQuery = (rule: Rule, customerId: string) =>
  queryOptions({
    queryKey: ['segments', 'explain', customerId, JSON.stringify(rule)],
    queryFn: ({ signal }) => call(explainRuleFor, { body: { rule, customerId }, signal }),
  });

export const membersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...segmentsKey, 'members', id],
    // `as`: no cursor leads to the first page
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(listMembers, {
        params: { id },
        query: { limit: PAGE_SIZE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const movesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...segmentsKey, 'moves', id],
    // `as`: no cursor leads to the first page
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(listMoves, {
        params: { id },
        query: { limit: PAGE_SIZE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export type ListedPerson = ReceivedOf<typeof listListedCustomers>['items'][number];

/** Who is on a list, page by page. */
export const listPeopleQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...segmentsKey, 'list-people', id],
    // `as`: no cursor leads to the first page
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(listListedCustomers, {
        params: { id },
        query: { limit: PAGE_SIZE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const listsQuery = () =>
  queryOptions({ queryKey: ['segments', 'lists'], queryFn: ({ signal }) => call(listCustomerLists, { signal }) });

export const customerSegmentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', 'of-customer', id],
    queryFn: ({ signal }) => call(listSegmentsOfCustomer, { params: { id }, signal }),
  });
