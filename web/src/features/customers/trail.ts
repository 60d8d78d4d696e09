import type { QueryClient } from '@tanstack/react-query';
import { type CustomerFilter, type CustomerPage, customersKey } from './api.ts';

/** The list that somebody looked at last, and the page of it that a customer stands on. */
export interface Trail {
  readonly filter: CustomerFilter;
  readonly page: number;
}

let lastList: CustomerFilter | null = null;

/** Remembers the list in view, for the customers that are opened from it. */
export function rememberList(filter: CustomerFilter): void {
  lastList = filter;
}

/** Where the customer stands in the list that was looked at last; null where that is not known. */
export function trailOf(client: QueryClient, customerId: string): Trail | null {
  if (lastList === null) {
    return null;
  }
  const pages = client.getQueriesData<CustomerPage>({ queryKey: customersKey(lastList) });
  const found = pages.find(([, page]) => page?.rows.some(({ id }) => id === customerId));
  return found === undefined ? null : { filter: lastList, page: Number(found[0].at(-1)) };
}
