import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  type CallInput,
  changeSetting,
  getDataRequest,
  listDataRequests,
  listRetention,
  type ReceivedOf,
  receiveDataRequest,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

const PAGE = 50;
const POLL_MS = 2000;

export type DataRequest = ReceivedOf<typeof listDataRequests>['items'][number];
export type DataRequestDetail = ReceivedOf<typeof getDataRequest>;
export type RetentionKind = ReceivedOf<typeof listRetention>['items'][number];
export type NewDataRequest = NonNullable<CallInput<typeof receiveDataRequest>['body']>;

/** Newest first; of one customer when named. */
export const dataRequestsQuery = (customerId: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['data-requests', 'list', customerId ?? null],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listDataRequests, {
        query: {
          limit: PAGE,
          ...(pageParam === null ? {} : { cursor: pageParam }),
          ...(customerId === undefined ? {} : { customerId }),
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

/** Asked again while an erasure goes over files and the analytic store. */
export const dataRequestQuery = (id: string) =>
  queryOptions({
    queryKey: ['data-requests', id],
    queryFn: ({ signal }) => call(getDataRequest, { params: { id }, signal }),
    refetchInterval: ({ state }) => {
      const erasure = state.data?.erasure ?? null;
      return erasure !== null && erasure.finishedAt === null ? POLL_MS : false;
    },
  });

export const requestDataRequest = (body: NewDataRequest) => call(receiveDataRequest, { body });

export const retentionQuery = () =>
  queryOptions({ queryKey: ['retention'], queryFn: ({ signal }) => call(listRetention, { signal }) });

export const requestDays = (setting: string, value: number) =>
  call(changeSetting, { params: { key: setting }, body: { value } });
