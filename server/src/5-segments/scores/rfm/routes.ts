import { type Route, route } from '#kernel/http/route.ts';
import { getCustomerScores, getRfmMap, listRfmCustomers, lookupRfm } from './schema.ts';
import type { Rfm } from './service.ts';

export function rfmRoutes(rfm: Rfm): readonly Route[] {
  return [
    route(getRfmMap, ({ context, query }) => rfm.getMap(context, query)),
    route(listRfmCustomers, ({ context, query }) => rfm.listCustomers(context, query)),
    route(getCustomerScores, ({ context, params, query }) =>
      rfm.getCustomer(context, { customerId: params.id, asOf: query.asOf }),
    ),
    route(lookupRfm, ({ context, body }) => rfm.lookup(context, body)),
  ];
}
