import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  getPack,
  listPacks,
  makePack,
  type Pack,
  type PackHead,
  type PackPart,
  writePackComment,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type { Pack, PackHead, PackPart };

const packsKey = ['insight', 'packs'] as const;
export const PACKS_KEY = packsKey;

/** Monthly packs, the newest month first. */
export const packsQuery = () =>
  infiniteQueryOptions({
    queryKey: [...packsKey, 'list'],
    queryFn: ({ pageParam, signal }) =>
      call(listPacks, { query: { limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const packQuery = (id: string) =>
  queryOptions({
    queryKey: [...packsKey, 'one', id],
    queryFn: ({ signal }) => call(getPack, { params: { id }, signal }),
  });

/** Makes the pack of the month that a day lies in, or makes it again. */
export const requestPack = (month: string): Promise<Pack> => call(makePack, { body: { month } });

export const requestComment = (
  { id, section }: { readonly id: string; readonly section: PackPart['section'] },
  body: { readonly text: string; readonly baseRevision: number },
) => call(writePackComment, { params: { id, section }, body });
