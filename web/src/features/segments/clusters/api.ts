import { queryOptions } from '@tanstack/react-query';
import { listClusterings, type ReceivedOf, startClustering } from '@zhike/server/contracts';
import { call } from '../../../api/client.ts';
import { segmentsKey } from '../api.ts';

export type Clustering = ReceivedOf<typeof listClusterings>['items'][number];
export type Cluster = NonNullable<Clustering['result']>['clusters'][number];

/** A run that is being worked out is looked at again so often. */
const WATCH_MS = 2000;

export const clusteringsKey = [...segmentsKey, 'clusterings'] as const;

export const clusteringsQuery = () =>
  queryOptions({
    queryKey: clusteringsKey,
    queryFn: ({ signal }) => call(listClusterings, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((row) => row.state === 'queued' || row.state === 'running') === true ? WATCH_MS : false,
  });

export const requestClustering = (name: string, key: string) =>
  call(startClustering, { body: { name }, idempotencyKey: key });
