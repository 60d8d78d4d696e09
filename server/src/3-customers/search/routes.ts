import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { CustomerSearch } from './service.ts';

/** The list, the search box and the exact look-up. */
export function searchRoutes(customers: CustomerSearch): Route[] {
  return [
    route(contracts.listCustomers, ({ context, query }) => customers.list(context, query, { inAddress: true })),
    route(contracts.searchCustomers, ({ context, body: { text, ...request } }) =>
      text === undefined
        ? customers.list(context, request, { inAddress: false })
        : customers.search(context, text, request),
    ),
    route(contracts.lookupCustomer, async ({ context, body }) => ({
      customer: await customers.lookup(context, body),
    })),
  ];
}
