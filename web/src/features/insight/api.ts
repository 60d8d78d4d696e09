import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getRfmMap, type ReceivedOf } from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type RfmMap = ReceivedOf<typeof getRfmMap>;
export type RfmCell = RfmMap['cells'][number];
export type RfmGroupFacts = RfmMap['groups'][number];

/** The RFM map of a business date in one currency; both default on the server (today, the largest currency). */
export const rfmMapQuery = (filter: { readonly asOf?: string | undefined; readonly currency?: string | undefined }) =>
  queryOptions({
    queryKey: ['segments', 'rfm', filter],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call(getRfmMap, {
        query: {
          ...(filter.asOf === undefined ? {} : { asOf: filter.asOf }),
          ...(filter.currency === undefined ? {} : { currency: filter.currency }),
        },
        signal,
      }),
  });
