import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { createExport, listExportKinds, listExports, type ReceivedOf } from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type ExportRun = ReceivedOf<typeof listExports>['items'][number];
export type ExportFormat = ExportRun['format'];

const WATCH_MS = 1500;
const isMoving = (run: ExportRun): boolean => run.status === 'queued' || run.status === 'running';

export const exportKindsQuery = () =>
  queryOptions({
    queryKey: ['outgoing', 'export-kinds'],
    queryFn: ({ signal }) => call(listExportKinds, { signal }),
  });

export const exportsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['outgoing', 'exports'],
    queryFn: ({ pageParam, signal }) =>
      call(listExports, { query: { limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.items.some(isMoving)) === true ? WATCH_MS : false,
  });

export interface ExportOrder {
  readonly kind: string;
  readonly format: ExportFormat;
  readonly columns: string[];
  readonly filter: Record<string, unknown>;
  /** Why whole personal values are needed; null leaves them masked. */
  readonly reason: string | null;
}

export const requestExport = ({ reason, ...order }: ExportOrder, idempotencyKey: string): Promise<ExportRun> =>
  call(createExport, {
    body: { ...order, ...(reason === null ? {} : { unmasked: true, reason }) },
    idempotencyKey,
  });

/** Where the browser fetches the file. */
export const exportFileUrl = (id: string): string => `/api/v1/exports/${id}/file`;
