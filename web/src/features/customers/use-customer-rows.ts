import { type QueryClient, useQueries, useQueryClient } from '@tanstack/react-query';
import { MAX_SKIP } from '@zhike/server/contracts';
import { useCallback, useEffect, useState } from 'react';
import type { GridRows } from '../../ui/grid/grid.tsx';
import {
  type CustomerFilter,
  customerPageQuery,
  customersKey,
  extrasQuery,
  isScoredFilter,
  PAGE_SIZE,
  type Rights,
  rowsWith,
} from './api.ts';
import type { CustomerRow } from './customer-row.ts';
import { createPagePlaces, type PagePlaces, pagesAround } from './page-places.ts';

/** Browsers cannot draw a list that is much higher; whoever looks for somebody further down narrows it. */
const MAX_ROWS = 400_000;
/** Pages further away than this are let go: a list that was scrolled through holds no more than one that was not. */
const KEPT_AROUND = 6;

/** The filter as far as it decides who is in the list; shown fields do not. */
export const listKeyOf = (filter: CustomerFilter): string => JSON.stringify({ ...filter, fields: [] });

/** Where the pages of a list begin, for as long as the list may be come back to. */
export function placesOf(client: QueryClient, filter: CustomerFilter): PagePlaces {
  const key = ['customer-places', listKeyOf(filter)];
  const known = client.getQueryData<PagePlaces>(key);
  if (known !== undefined) {
    return known;
  }
  const isReached = isScoredFilter(filter) || (filter.text ?? '') !== '';
  const places = createPagePlaces({ pageSize: PAGE_SIZE, maxSkip: isReached ? 0 : MAX_SKIP });
  client.setQueryData(key, places);
  return places;
}

export interface CustomerRows {
  readonly rows: GridRows<CustomerRow>;
  readonly onRange: (first: number, last: number) => void;
  readonly failure: Error | null;
  readonly retry: () => void;
  /** Whether the list goes on where it cannot be scrolled to. */
  readonly isCut: boolean;
}

/** The rows around what is in view, each page with its order totals and scores as they arrive. */
export function useCustomerRows(
  filter: CustomerFilter,
  { rights, total }: { readonly rights: Rights; readonly total: number | null },
): CustomerRows {
  const client = useQueryClient();
  const places = placesOf(client, filter);
  const { view, onRange } = usePagesInView();
  const known = places.lengthOf(total);
  const length = Math.min(MAX_ROWS, known);
  const lastPage = Math.max(0, Math.ceil(length / PAGE_SIZE) - 1);
  const wanted = pagesAround(view, { places, lastPage });
  const results = useQueries({ queries: wanted.map((page) => customerPageQuery(client, filter, { page, places })) });
  const loaded = results.flatMap(({ data }, n) => (data === undefined ? [] : [{ page: wanted[n] ?? 0, data }]));
  const extras = useQueries({ queries: loaded.map(({ data }) => extrasQuery(data, rights)) });
  const rowsOf = new Map(loaded.map(({ page, data }, n) => [page, rowsWith(data, extras[n]?.data)]));
  useLettingGo(client, filter, view);
  const failed = results.filter(({ isError }) => isError);
  return {
    rows: { length, at: (index) => rowsOf.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE] },
    onRange,
    failure: failed[0]?.error ?? null,
    retry: () => failed.forEach((result) => void result.refetch()),
    isCut: known > length,
  };
}

/** Which pages are in view; the same ones say nothing new. */
function usePagesInView() {
  const [view, setView] = useState({ first: 0, last: 0 });
  const onRange = useCallback((from: number, to: number) => {
    const [first, last] = [Math.floor(from / PAGE_SIZE), Math.floor(to / PAGE_SIZE)];
    setView((old) => (old.first === first && old.last === last ? old : { first, last }));
  }, []);
  return { view, onRange };
}

function useLettingGo(
  client: QueryClient,
  filter: CustomerFilter,
  view: { readonly first: number; readonly last: number },
): void {
  useEffect(() => {
    client.removeQueries({
      queryKey: customersKey(filter),
      type: 'inactive',
      predicate: ({ queryKey }) => {
        const page = Number(queryKey.at(-1));
        return page < view.first - KEPT_AROUND || page > view.last + KEPT_AROUND;
      },
    });
  }, [client, filter, view]);
}
