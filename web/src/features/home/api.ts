import { queryOptions } from '@tanstack/react-query';
import { getHome, type ReceivedOf } from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type Home = ReceivedOf<typeof getHome>;
export type HomeMonth = Home['months'][number];

/** The numbers of the home page, looked at again every minute while the page is open. */
export const homeQuery = () =>
  queryOptions({
    queryKey: ['insight', 'home'],
    queryFn: ({ signal }) => call(getHome, { signal }),
    refetchInterval: 60_000,
  });
