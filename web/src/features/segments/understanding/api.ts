import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import {
  createSegment,
  describeRule,
  getStrategy,
  listGapPeople,
  listGaps,
  listMigrationPeople,
  listOverlapPeople,
  migrateSegments,
  overlapSegments,
  type ReceivedOf,
  removeStrategy,
  SEGMENT_TRAITS,
  saveStrategy,
} from '@zhike/server/contracts';
import { call } from '../../../api/client.ts';
import { segmentsKey } from '../api.ts';
import type { Rule } from '../rule/parts.ts';

export type Overlap = ReceivedOf<typeof overlapSegments>;
export type Migration = ReceivedOf<typeof migrateSegments>;
export type Gaps = ReceivedOf<typeof listGaps>;
export type SegmentPerson = ReceivedOf<typeof listOverlapPeople>['items'][number];
export type StrategyHistory = ReceivedOf<typeof getStrategy>;
export type Strategy = NonNullable<StrategyHistory['strategy']>;
export type LiftedProfile = ReceivedOf<typeof describeRule>;

const PAGE_SIZE = 100;

export const overlapQuery = (segmentIds: readonly string[]) =>
  queryOptions({
    queryKey: [...segmentsKey, 'overlap', segmentIds],
    enabled: segmentIds.length > 1,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(overlapSegments, { body: { segmentIds: [...segmentIds] }, signal }),
  });

/** In all of the one and in none of the other. */
export interface CellAsked {
  readonly in: readonly string[];
  readonly out: readonly string[];
}

export const cellPeopleQuery = (cell: CellAsked) =>
  infiniteQueryOptions({
    queryKey: [...segmentsKey, 'overlap-people', cell],
    // `as`: no cursor leads to the first page
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(listOverlapPeople, {
        body: {
          in: [...cell.in],
          out: [...cell.out],
          limit: PAGE_SIZE,
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export interface MigrationAsked {
  readonly segmentIds: readonly string[];
  readonly from: string;
  readonly to: string;
}

export const migrationQuery = ({ segmentIds, from, to }: MigrationAsked) =>
  queryOptions({
    queryKey: [...segmentsKey, 'migration', segmentIds, from, to],
    enabled: segmentIds.length > 0 && from < to,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(migrateSegments, { body: { segmentIds: [...segmentIds], from, to }, signal }),
  });

/** Null: in none of the segments. */
export interface Way {
  readonly before: string | null;
  readonly after: string | null;
}

export const wayPeopleQuery = ({ segmentIds, from, to }: MigrationAsked, way: Way) =>
  infiniteQueryOptions({
    queryKey: [...segmentsKey, 'migration-people', segmentIds, from, to, way],
    // `as`: no cursor leads to the first page
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(listMigrationPeople, {
        body: {
          segmentIds: [...segmentIds],
          from,
          to,
          ...way,
          limit: PAGE_SIZE,
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export interface GapAsked {
  readonly segmentIds: readonly string[];
  readonly days: number;
}

export const gapsQuery = ({ segmentIds, days }: GapAsked) =>
  queryOptions({
    queryKey: [...segmentsKey, 'gaps', segmentIds, days],
    enabled: segmentIds.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(listGaps, { body: { segmentIds: [...segmentIds], days }, signal }),
  });

export const gapPeopleQuery = (asked: {
  readonly segmentId: string;
  readonly category: string;
  readonly days: number;
}) =>
  infiniteQueryOptions({
    queryKey: [...segmentsKey, 'gap-people', asked],
    // `as`: no cursor leads to the first page
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(listGapPeople, {
        body: { ...asked, limit: PAGE_SIZE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** Who a rule holds for against others: every trait, with lift and interval. */
export const liftedProfileQuery = (rule: Rule, against: Rule) =>
  queryOptions({
    queryKey: ['segments', 'profile', 'lifted', JSON.stringify(rule), JSON.stringify(against)],
    staleTime: 5 * 60_000,
    retry: false,
    queryFn: ({ signal }) => call(describeRule, { body: { rule, against, traits: [...SEGMENT_TRAITS] }, signal }),
  });

export const strategyQuery = (id: string) =>
  queryOptions({
    queryKey: [...segmentsKey, 'strategy', id],
    queryFn: ({ signal }) => call(getStrategy, { params: { id }, signal }),
  });

/** What a form sends. */
export interface StrategyGiven {
  readonly marketing: string | null;
  readonly service: string | null;
  readonly channels: string | null;
  readonly ownerId: string;
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly baseRevision?: number;
}

export const requestStrategy = (id: string, given: StrategyGiven) =>
  call(saveStrategy, { params: { id }, body: given });

export const requestNoStrategy = (id: string) => call(removeStrategy, { params: { id } });

/** Keeps people as a segment by the rule that found them. */
export const requestRuleSegment = (rule: Rule, o: { readonly name: string; readonly key: string }) =>
  call(createSegment, { body: { name: o.name, rule }, idempotencyKey: o.key });
