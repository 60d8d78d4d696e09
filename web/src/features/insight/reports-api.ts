import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { getReport, listReports, makeReport, type Report, type ReportHead } from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type { Report, ReportHead };

/** Weekly channel reports, the newest week first. */
export const reportsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['insight', 'reports'],
    queryFn: ({ pageParam, signal }) =>
      call(listReports, { query: { limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['insight', 'report', id],
    queryFn: ({ signal }) => call(getReport, { params: { id }, signal }),
  });

/** Makes the report of the week that a day lies in, or makes it again. */
export const requestReport = (week: string): Promise<Report> => call(makeReport, { body: { week } });
