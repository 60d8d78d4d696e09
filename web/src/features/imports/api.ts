import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  createImport,
  getImport,
  guessImport,
  type ImportStatus,
  listImportFaults,
  listImportKinds,
  listImports,
  type Mapping,
  type ReceivedOf,
  resumeImport,
  undoImport,
} from '@zhike/server/contracts';
import { call, uploadClient } from '../../api/client.ts';
import { isGzip, readHead } from './file-head.ts';

export type ImportRun = ReceivedOf<typeof getImport>;
export type ImportKind = ReceivedOf<typeof listImportKinds>['items'][number];
export type Guess = ReceivedOf<typeof guessImport>;
export type ImportFault = ReceivedOf<typeof listImportFaults>['items'][number];

/** How much of the file's beginning is sent for the guess. */
const GUESS_BYTES = 256 * 1024;
/** While something moves, look every 0.7 s. */
const WATCH_MS = 700;

/** Whether the import will still change by itself. */
export const isMoving = (status: ImportStatus): boolean =>
  status === 'queued' || status === 'running' || status === 'undoing';

export const importKindsQuery = () =>
  queryOptions({
    queryKey: ['intake', 'kinds'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => call(listImportKinds, { signal }),
  });

export const importsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['intake', 'imports'],
    queryFn: ({ pageParam, signal }) =>
      call(listImports, { query: { limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.items.some((run) => isMoving(run.status))) === true ? 2000 : false,
  });

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['intake', 'import', id],
    queryFn: ({ signal }) => call(getImport, { params: { id }, signal }),
    refetchInterval: (query) => {
      const status = query.state.data?.status;
      return status !== undefined && isMoving(status) ? WATCH_MS : false;
    },
  });

export const importFaultsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['intake', 'faults', id],
    queryFn: ({ pageParam, signal }) =>
      call(listImportFaults, {
        params: { id },
        query: { limit: 100, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

/** Sends the beginning of a file and asks what its columns seem to be. */
export async function requestGuess(
  file: File,
  options: { readonly kind: string; readonly source: string; readonly signal: AbortSignal },
): Promise<Guess> {
  const { signal, ...query } = options;
  return call(guessImport, { query, body: await readHead(file, GUESS_BYTES), signal });
}

export interface ImportOrder {
  readonly kind: string;
  readonly source: string;
  readonly mapping: Mapping;
  readonly currency: string;
}

/** Uploads the file as it is, streamed from disk; the same key answers with the first result. */
export function requestImport(
  file: File,
  order: ImportOrder,
  options: {
    readonly idempotencyKey: string;
    readonly signal: AbortSignal;
    readonly onProgress: (share: number) => void;
  },
): Promise<{ id: string }> {
  const { onProgress, ...rest } = options;
  return uploadClient(onProgress).call(createImport, {
    query: {
      kind: order.kind,
      source: order.source,
      mapping: JSON.stringify(order.mapping),
      fileName: file.name,
      currency: order.currency,
    },
    body: file,
    ...(isGzip(file.name) ? { headers: { 'content-encoding': 'gzip' } } : {}),
    ...rest,
  });
}

export const requestUndo = (id: string, idempotencyKey: string): Promise<ImportRun> =>
  call(undoImport, { params: { id }, idempotencyKey });

export const requestResume = (id: string, idempotencyKey: string): Promise<ImportRun> =>
  call(resumeImport, { params: { id }, idempotencyKey });
