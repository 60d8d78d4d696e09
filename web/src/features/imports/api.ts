import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import {
  cancelImport,
  createImport,
  deleteSavedMapping,
  getImport,
  guessImport,
  type ImportStatus,
  listImportFaults,
  listImportKinds,
  listImports,
  listSavedMappings,
  type Mapping,
  type ReceivedOf,
  resumeImport,
  startImport,
  suggestImportKind,
  undoImport,
  uploadFile,
} from '@zhike/server/contracts';
import { call, uploadClient } from '../../api/client.ts';

export type ImportRun = ReceivedOf<typeof getImport>;
export type ImportKind = ReceivedOf<typeof listImportKinds>['items'][number];
export type Guess = ReceivedOf<typeof guessImport>;
export type ImportFault = ReceivedOf<typeof listImportFaults>['items'][number];
export type Upload = ReceivedOf<typeof uploadFile>;
export type KindSuggestion = ReceivedOf<typeof suggestImportKind>;
export type SavedMapping = ReceivedOf<typeof listSavedMappings>['items'][number];

/** While something moves, look every 0.7 s. */
const WATCH_MS = 700;
const NOTHING = new Blob([]);

/** Whether the import will still change by itself. */
export const isMoving = (status: ImportStatus): boolean =>
  status === 'queued' || status === 'running' || status === 'undoing';

export const importKindsQuery = () =>
  queryOptions({
    queryKey: ['intake', 'kinds'],
    // A field that somebody has just defined can be imported at once.
    staleTime: 10_000,
    queryFn: ({ signal }) => call(listImportKinds, { signal }),
  });

export const savedMappingsQuery = () =>
  queryOptions({
    queryKey: ['intake', 'mappings'],
    queryFn: ({ signal }) => call(listSavedMappings, { query: {}, signal }),
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

/** How a file is read where a person knows better; what is absent is guessed. */
export interface LayoutChoice {
  readonly sheet?: string;
  /** 0 when no row names the columns. */
  readonly headerRow?: number;
  readonly delimiter?: string;
  readonly encoding?: 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';
}

/** Which file is looked at, and as what. */
export interface LookRequest {
  readonly upload: string;
  readonly kind: string;
  readonly source: string;
  readonly layout: LayoutChoice;
  /** As the server wants it; absent for its own guess. */
  readonly mapping?: Mapping;
}

/** What an uploaded file seems to be, and the faults of its first rows. */
export const guessQuery = ({ mapping, layout, ...query }: LookRequest) =>
  queryOptions({
    queryKey: ['intake', 'guess', query, layout, mapping ?? null],
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      call(guessImport, {
        query: { ...query, ...layout, ...(mapping === undefined ? {} : { mapping: JSON.stringify(mapping) }) },
        body: NOTHING,
        signal,
      }),
  });

/** Sends the file as it is, streamed from disk. */
export function requestUpload(
  file: File,
  { onProgress, signal }: { readonly onProgress: (share: number) => void; readonly signal: AbortSignal },
): Promise<Upload> {
  return uploadClient(onProgress).call(uploadFile, { query: { fileName: file.name }, body: file, signal });
}

/** What an uploaded file seems to hold, told by its columns. */
export const kindSuggestionQuery = (upload: string) =>
  queryOptions({
    queryKey: ['intake', 'kind', upload],
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: ({ signal }) => call(suggestImportKind, { params: { id: upload }, signal }),
  });

export interface ImportOrder extends LookRequest {
  readonly mapping: Mapping;
  readonly currency: string;
  /** Field by which rows find what is there; null leaves it to the kind. */
  readonly key: string | null;
}

/** Imports an uploaded file, or counts what that would do; the same idempotency key answers with the first result. */
export function requestImport(
  { mapping, layout, key, ...order }: ImportOrder,
  { dryRun, idempotencyKey }: { readonly dryRun: boolean; readonly idempotencyKey: string },
): Promise<{ id: string }> {
  return call(createImport, {
    query: {
      ...order,
      ...layout,
      mapping: JSON.stringify(mapping),
      dryRun: dryRun ? 'true' : 'false',
      ...(key === null ? {} : { key }),
    },
    body: NOTHING,
    idempotencyKey,
  });
}

export const requestStart = (id: string, idempotencyKey: string): Promise<{ id: string }> =>
  call(startImport, { params: { id }, idempotencyKey });

export const requestCancel = (id: string): Promise<ImportRun> => call(cancelImport, { params: { id } });

export const requestForget = (id: string): Promise<void> => call(deleteSavedMapping, { params: { id } });

export const requestUndo = (id: string, idempotencyKey: string): Promise<ImportRun> =>
  call(undoImport, { params: { id }, idempotencyKey });

export const requestResume = (id: string, idempotencyKey: string): Promise<ImportRun> =>
  call(resumeImport, { params: { id }, idempotencyKey });
