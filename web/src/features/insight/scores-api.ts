import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import {
  computeScore,
  getCustomerScoreValues,
  getScore,
  type Locale,
  listClassStrategies,
  listScoreCustomers,
  listScoreRuns,
  listScores,
  type ReceivedOf,
  saveClassStrategy,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import { formatMoney, formatNumber, formatShare } from '../../i18n/format.ts';
import type { StrategyGiven } from '../segments/understanding/api.ts';

export type ScoreKindFacts = ReceivedOf<typeof listScores>['items'][number];
export type ScoreFacts = ReceivedOf<typeof getScore>;
export type ScorePerson = ReceivedOf<typeof listScoreCustomers>['items'][number];
export type ScoreRunEntry = ReceivedOf<typeof listScoreRuns>['items'][number];
export type ClassStrategy = ReceivedOf<typeof listClassStrategies>['items'][number];
export type ScoreUnit = ScoreKindFacts['unit'];

/** Scores that are on their way are looked for again. */
const WAIT_MS = 3000;

export const scoresQuery = () =>
  queryOptions({
    queryKey: ['segments', 'score-kinds'],
    queryFn: ({ signal }) => call(listScores, { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(({ run }) => run === null) === true ? WAIT_MS : false),
  });

export const scoreQuery = (kind: string, against?: string) =>
  queryOptions({
    queryKey: ['segments', 'score', kind, against ?? null],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call(getScore, { params: { kind }, query: against === undefined ? {} : { against }, signal }),
    refetchInterval: ({ state }) => (state.data?.run === null ? WAIT_MS : false),
  });

/** Whose people are shown. */
export interface ScorePlace {
  readonly kind: string;
  readonly band?: string | undefined;
  readonly against?: string | undefined;
  readonly other?: string | undefined;
}

export const scorePeopleQuery = ({ kind, band, against, other }: ScorePlace) =>
  infiniteQueryOptions({
    queryKey: ['segments', 'score-people', kind, band, against, other],
    queryFn: ({ pageParam, signal }) =>
      call(listScoreCustomers, {
        params: { kind },
        query: {
          limit: 100,
          ...(band === undefined ? {} : { band }),
          ...(other === undefined ? {} : { other }),
          ...(against === undefined ? {} : { against }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const scoreRunsQuery = (kind: string) =>
  infiniteQueryOptions({
    queryKey: ['segments', 'score-runs', kind],
    queryFn: ({ pageParam, signal }) =>
      call(listScoreRuns, {
        params: { kind },
        query: { limit: 5, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const customerScoreValuesQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', 'score-values', id],
    queryFn: ({ signal }) => call(getCustomerScoreValues, { params: { id }, signal }),
  });

/** What is done for every class of the scores, by whom. */
export const classStrategiesQuery = () =>
  queryOptions({
    queryKey: ['segments', 'class-strategies'],
    queryFn: ({ signal }) => call(listClassStrategies, { query: {}, signal }),
  });

export const requestClassStrategy = (of: Pick<ClassStrategy, 'kind' | 'band'>, given: StrategyGiven) =>
  call(saveClassStrategy, { params: { kind: of.kind, band: of.band }, body: given });

export const requestScore = (kind: string) => call(computeScore, { params: { kind } });

/** A value or one of its reasons as people write it; a dash where it is not known. */
export function formatScore(
  value: number | null,
  { unit, currency, locale }: { readonly unit: ScoreUnit; readonly currency: string; readonly locale: Locale },
): string {
  if (value === null) {
    return '—';
  }
  if (unit === 'money') {
    return formatMoney(Math.round(value), { currency, locale, whole: Math.abs(value) >= 100_000 });
  }
  if (unit === 'share') {
    return formatShare(value, locale);
  }
  return formatNumber(value, locale, unit === 'count' ? 0 : unit === 'ratio' ? 2 : 1);
}
