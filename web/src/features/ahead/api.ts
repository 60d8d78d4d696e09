import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import {
  type FunnelAnswer,
  getForecast,
  getFunnel,
  getTrends,
  listFunnelPeople,
  type ReceivedOf,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import type { ForecastSearch, FunnelBy, FunnelStop } from '../../app/ahead-search.ts';
import { currentLocale } from '../../i18n/i18n.ts';

export type Funnel = FunnelAnswer['whole'];
export type Rung = Funnel['steps'][number];
export type Forecast = ReceivedOf<typeof getForecast>;
export type Trend = ReceivedOf<typeof getTrends>['rows'][number];
export type FunnelPerson = ReceivedOf<typeof listFunnelPeople>['items'][number];

export interface Dates {
  readonly from: string;
  readonly to: string;
}

const STALE_MS = 60_000;

/** The funnel of each shop or channel, and of everything. */
export const funnelQuery = (dates: Dates, by: FunnelBy) =>
  queryOptions({
    queryKey: ['insight', 'funnel', dates, by, currentLocale()],
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
    queryFn: ({ signal }) => call(getFunnel, { query: { ...dates, by }, signal }),
  });

const PEOPLE_PAGE = 100;

/** The customers who came to a step and no further. */
export const funnelPeopleQuery = (dates: Dates, { stop, by }: { readonly stop: FunnelStop; readonly by: FunnelBy }) =>
  infiniteQueryOptions({
    queryKey: ['insight', 'funnel-people', dates, stop, by],
    queryFn: ({ pageParam, signal }) =>
      call(listFunnelPeople, {
        body: {
          ...dates,
          step: stop.step,
          ...(stop.place === undefined ? {} : { [by]: stop.place }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
          limit: PEOPLE_PAGE,
        },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

/** What comes, with its past error. */
export const forecastQuery = (asked: ForecastSearch) =>
  queryOptions({
    queryKey: ['insight', 'forecast', asked, currentLocale()],
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
    queryFn: ({ signal }) => call(getForecast, { query: asked, signal }),
  });

/** Which categories rise and which fall. */
export const trendsQuery = (dates: Dates, currency: string | undefined) =>
  queryOptions({
    queryKey: ['insight', 'trends', dates, currency, currentLocale()],
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
    queryFn: ({ signal }) =>
      call(getTrends, { query: { ...dates, ...(currency === undefined ? {} : { currency }) }, signal }),
  });
