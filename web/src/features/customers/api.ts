import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import {
  type CustomerSort,
  getCustomer,
  getCustomerScores,
  getCustomerSpend,
  getOrder,
  listCustomerOrders,
  listRfmCustomers,
  lookupRfm,
  type ProspectStatus,
  type QualityFault,
  type ReceivedOf,
  type RevealableField,
  type RfmGroup,
  revealCustomer,
  searchCustomers,
  summarizeOrders,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import { type FieldFilter, toAttributes } from '../people/field-filter.ts';
import { type CustomerRow, rowOfScored, rowOfSummary, withOrders, withScores } from './customer-row.ts';
import type { PagePlace, PagePlaces } from './page-places.ts';

/** Rows asked for at once: as many as a page may hold, so that 100,000 rows are few questions. */
export const PAGE_SIZE = 200;

export interface CustomerFilter {
  /** Names, phones and accounts are personal: they travel in the body, never in the address. */
  readonly text?: string | undefined;
  readonly source?: string | undefined;
  readonly tag?: string | undefined;
  readonly status?: 'prospect' | 'customer' | undefined;
  readonly prospectStatus?: ProspectStatus | undefined;
  readonly region?: string | undefined;
  readonly qualityMin?: number | undefined;
  readonly qualityMax?: number | undefined;
  readonly fault?: QualityFault | undefined;
  readonly heardBefore?: string | undefined;
  readonly sort?: CustomerSort | undefined;
  /** Wanted values of fields. */
  readonly fieldFilters?: readonly FieldFilter[] | undefined;
  /** Fields to show, by their keys. */
  readonly fields?: readonly string[] | undefined;
  readonly group?: RfmGroup | undefined;
  readonly r?: number | undefined;
  readonly f?: number | undefined;
  readonly asOf?: string | undefined;
  readonly currency?: string | undefined;
}

export interface CustomerPage {
  readonly rows: readonly CustomerRow[];
  readonly nextCursor: string | null;
  readonly total: number | null;
  /** Of all its people, so that what is asked about them is kept under one short text. */
  readonly ids: string;
}

export interface Rights {
  readonly orders: boolean;
  readonly scores: boolean;
}

/** Whether the filter asks for people of the RFM map. */
export const isScoredFilter = (filter: CustomerFilter): boolean =>
  filter.group !== undefined || filter.r !== undefined || filter.f !== undefined;

async function fetchPage(
  filter: CustomerFilter,
  { cursor, skip }: PagePlace,
  signal: AbortSignal,
): Promise<CustomerPage> {
  const paging = { limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) };
  const { group, r, f, asOf, currency, text = '', fieldFilters = [], fields = [], ...narrowed } = filter;
  if (isScoredFilter(filter)) {
    const query = { ...defined({ group, r, f, asOf, currency }), ...paging };
    const page = await call(listRfmCustomers, { query, signal });
    return pageOf(page.items.map(rowOfScored), { nextCursor: page.nextCursor, total: page.total });
  }
  const body = {
    ...defined(narrowed),
    ...(text === '' ? {} : { text }),
    ...(fieldFilters.length === 0 ? {} : { attributes: toAttributes(fieldFilters) }),
    ...(fields.length === 0 ? {} : { fields: [...fields] }),
    ...(skip === 0 ? {} : { skip }),
    ...paging,
  };
  const page = await call(searchCustomers, { body, signal });
  return pageOf(page.items.map(rowOfSummary), { nextCursor: page.nextCursor, total: page.total ?? null });
}

function pageOf(rows: readonly CustomerRow[], paging: Pick<CustomerPage, 'nextCursor' | 'total'>): CustomerPage {
  return { rows, ...paging, ids: rows.map((row) => row.id).join(' ') };
}

/** Leaves out what is undefined, which `exactOptionalPropertyTypes` and query strings both dislike. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // The cast states what the filter just did.
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** All pages of one list. */
export const customersKey = (filter: CustomerFilter) => ['customers', 'list', filter] as const;

/**
 * One page of customers, wherever it begins. Pages are questions of their own: a list of 500 pages asks again for those
 * in view alone. Order totals and scores follow by `extrasQuery`.
 */
export const customerPageQuery = (
  client: QueryClient,
  filter: CustomerFilter,
  { page, places }: { readonly page: number; readonly places: PagePlaces },
) =>
  queryOptions({
    queryKey: [...customersKey(filter), page],
    // Comparing each row with what was there takes longer than drawing those in view.
    structuralSharing: false,
    queryFn: async ({ signal }): Promise<CustomerPage> => {
      const place = places.placeOf(page);
      if (place === null) {
        throw new Error(`Nobody knows where page ${page} begins`);
      }
      const arrived = await fetchPage(filter, place, signal);
      if (places.learn(page, { nextCursor: arrived.nextCursor, length: arrived.rows.length })) {
        // Somebody came or went: the pages behind this one begin elsewhere.
        void client.invalidateQueries({
          queryKey: customersKey(filter),
          predicate: ({ queryKey }) => Number(queryKey.at(-1)) > page,
        });
      }
      return arrived;
    },
  });

/** Order totals and RFM of one loaded page; null where the reader may not see them. */
export const extrasQuery = ({ rows, ids }: CustomerPage, rights: Rights) =>
  queryOptions({
    queryKey: ['customers', 'extras', rights, ids],
    enabled: rows.length > 0 && (rights.orders || rights.scores),
    staleTime: 60_000,
    gcTime: 60_000,
    structuralSharing: false,
    queryFn: ({ signal }) => fetchExtras(rows, rights, signal),
  });

export interface Extras {
  readonly orders: ReceivedOf<typeof summarizeOrders>['items'] | null;
  readonly scores: ReceivedOf<typeof lookupRfm>['items'] | null;
}

const merged = new WeakMap<CustomerPage, { readonly extras: Extras; readonly rows: readonly CustomerRow[] }>();

/** The rows of a page with what came later, the same ones each time: rows that stay are not drawn again. */
export function rowsWith(page: CustomerPage, extras: Extras | undefined): readonly CustomerRow[] {
  if (extras === undefined) {
    return page.rows;
  }
  const known = merged.get(page);
  if (known?.extras === extras) {
    return known.rows;
  }
  const summed = extras.orders === null ? page.rows : withOrders(page.rows, extras.orders);
  const rows = extras.scores === null ? summed : withScores(summed, extras.scores);
  merged.set(page, { extras, rows });
  return rows;
}

async function fetchExtras(rows: readonly CustomerRow[], rights: Rights, signal: AbortSignal): Promise<Extras> {
  const customerIds = rows.map((row) => row.id);
  const [orders, scores] = await Promise.all([
    rights.orders ? call(summarizeOrders, { body: { customerIds }, signal }) : null,
    rights.scores ? call(lookupRfm, { body: { customerIds }, signal }) : null,
  ]);
  return { orders: orders?.items ?? null, scores: scores?.items ?? null };
}

/** A handful of customers for the command bar. */
export const findQuery = (text: string) =>
  queryOptions({
    queryKey: ['customers', 'find', text],
    enabled: text.trim().length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(searchCustomers, { body: { text: text.trim(), limit: 6 }, signal }),
  });

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', 'one', id],
    queryFn: ({ signal }) => call(getCustomer, { params: { id }, signal }),
  });

export const customerOrdersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['customers', 'orders', id],
    queryFn: ({ pageParam, signal }) =>
      call(listCustomerOrders, {
        params: { id },
        query: { limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const customerSpendQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', 'spend', id],
    queryFn: ({ signal }) => call(getCustomerSpend, { params: { id }, signal }),
  });

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ['commerce', 'order', id],
    queryFn: ({ signal }) => call(getOrder, { params: { id }, signal }),
  });

export const customerScoresQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', 'scores', id],
    queryFn: ({ signal }) => call(getCustomerScores, { params: { id }, query: {}, signal }),
  });

export type Revealed = ReceivedOf<typeof revealCustomer>;

/** Unmasks fields of one customer; the server logs the reason. */
export const requestReveal = (
  id: string,
  request: { readonly fields: RevealableField[]; readonly reason: string },
): Promise<Revealed> => call(revealCustomer, { params: { id }, body: request });
