import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Orders } from './service.ts';

/** Orders as read. */
export function orderRoutes(orders: Orders): Route[] {
  return [
    route(contracts.listCustomerOrders, ({ context, params, query }) => orders.ofCustomer(context, params.id, query)),
    route(contracts.getCustomerSpend, async ({ context, params }) => ({
      items: await orders.spend(context, params.id),
    })),
    route(contracts.listOrders, ({ context, query }) => orders.list(context, query)),
    route(contracts.summarizeOrders, async ({ context, body }) => ({
      items: await orders.summaries(context, body.customerIds),
    })),
  ];
}
