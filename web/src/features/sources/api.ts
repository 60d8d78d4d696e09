import { queryOptions } from '@tanstack/react-query';
import {
  describeSource,
  listSources,
  previewSourceRemoval,
  removeSourceData,
  type Source,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

const WATCH_MS = 2000;

/** Sources with their counts; looked at again while data is being removed. */
export const sourcesQuery = () =>
  queryOptions({
    queryKey: ['sources'],
    queryFn: ({ signal }) => call(listSources, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ removal }) => removal?.status === 'running') === true ? WATCH_MS : false,
  });

export const removalQuery = (source: string) =>
  queryOptions({
    queryKey: ['sources', 'data', source],
    staleTime: 0,
    queryFn: ({ signal }) => call(previewSourceRemoval, { params: { source }, signal }),
  });

export interface SourceBody {
  readonly label: { 'zh-CN': string; en: string };
  readonly kind: Source['kind'];
  readonly provider: string | null;
  readonly basis: string | null;
  readonly obtainedOn: string | null;
  readonly contact: string | null;
  readonly note: string | null;
}

export const requestSource = (source: string, body: SourceBody): Promise<Source> =>
  call(describeSource, { params: { source }, body });

export const requestRemoval = (source: string, reason: string, key: string): Promise<Source> =>
  call(removeSourceData, { params: { source }, body: { reason }, idempotencyKey: key });
