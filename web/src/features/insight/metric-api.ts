import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  type DimensionName,
  getMetric,
  listMetricPeople,
  type MetricAnswer,
  type ReceivedOf,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import type { Drill } from '../../app/insight-search.ts';
import { currentLocale } from '../../i18n/i18n.ts';

export type MetricPerson = ReceivedOf<typeof listMetricPeople>['items'][number];

/** What is asked of a metric. */
export interface Question {
  readonly asOf?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by?: readonly DimensionName[] | undefined;
  readonly currency?: string | undefined;
  /** Only goods of this category. */
  readonly category?: string | undefined;
  /** Of people only: a figure of one metric is over all. */
  readonly where?: Drill['where'] | undefined;
}

function setOnly<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // The cast states what the filter just did.
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** Whether older figures may stand in for new ones: the same metric split the same way, over other dates. */
function isAlike(key: readonly unknown[] | undefined, name: string, { by = [] }: Question): boolean {
  // The key is one of `metricQuery`.
  const old = key?.[3] as Question | undefined;
  return key?.[2] === name && key[4] === currentLocale() && (old?.by ?? []).join() === by.join();
}

/** One metric, asked for once however many charts show it; labels come in the language of the page. */
export const metricQuery = (name: string, question: Question) =>
  queryOptions<MetricAnswer, Error, MetricAnswer, readonly unknown[]>({
    queryKey: ['insight', 'metric', name, question, currentLocale()],
    placeholderData: (old, from) => (isAlike(from?.queryKey, name, question) ? old : undefined),
    staleTime: 60_000,
    queryFn: ({ signal }): Promise<MetricAnswer> => {
      const { by, where: _, ...dates } = question;
      const query = { ...setOnly(dates), ...(by === undefined ? {} : { by: by.join(',') }) };
      return call(getMetric, { params: { name }, query, signal });
    },
  });

/** A drilled cell as the question whose answer it was part of. */
export const questionOf = ({ metric: _, key: __, by, ...dates }: Drill): Question => ({
  ...dates,
  // Names come from the address; the server refuses those it does not know.
  ...(by === undefined ? {} : { by: by as readonly DimensionName[] }),
});

const PEOPLE_PAGE = 100;

/** The people behind a cell, page by page; what is asked travels in the body. */
export const metricPeopleQuery = (drill: Drill) =>
  infiniteQueryOptions({
    queryKey: ['insight', 'people', drill],
    queryFn: ({ pageParam, signal }) => fetchPeople(drill, { cursor: pageParam, limit: PEOPLE_PAGE, signal }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

/** One page of the people behind a cell. */
export function fetchPeople(
  drill: Drill,
  o: { readonly cursor: string | undefined; readonly limit: number; readonly signal?: AbortSignal },
): Promise<ReceivedOf<typeof listMetricPeople>> {
  const { by, where: _, ...dates } = questionOf(drill);
  return call(listMetricPeople, {
    params: { name: drill.metric },
    body: {
      ...setOnly(dates),
      ...(by === undefined ? {} : { by: [...by] }),
      ...(drill.key === undefined ? {} : { key: drill.key }),
      ...(drill.where === undefined
        ? {}
        : {
            where: Object.fromEntries(Object.entries(drill.where).map(([name, values]) => [name, [...(values ?? [])]])),
          }),
      ...(o.cursor === undefined ? {} : { cursor: o.cursor }),
      limit: o.limit,
    },
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  });
}
