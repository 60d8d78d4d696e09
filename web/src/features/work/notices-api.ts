import { queryOptions } from '@tanstack/react-query';
import { listNotices, type ReceivedOf, readNotices } from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type NoticeLine = ReceivedOf<typeof listNotices>['items'][number];

/** Others act meanwhile; look now and then. */
const WATCH_MS = 15_000;

export const noticesQuery = () =>
  queryOptions({
    queryKey: ['notices'],
    queryFn: ({ signal }) => call(listNotices, { query: { limit: 30 }, signal }),
    refetchInterval: WATCH_MS,
  });

export const requestRead = (ids?: string[]) => call(readNotices, { body: ids === undefined ? {} : { ids } });
