import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Prices } from './service.ts';

/** Prices and costs. */
export function priceRoutes(prices: Prices): Route[] {
  return [
    route(contracts.listPrices, ({ context, params }) => prices.history(context, params.id)),
    route(contracts.changePrice, ({ tx, context, params, body }) => prices.change(tx, context, params.id, body)),
    route(contracts.cancelPrice, ({ tx, context, params }) => prices.cancel(tx, context, params.id, params.changeId)),
    route(contracts.listCosts, ({ context, params }) => prices.costs(context, params.id)),
    route(contracts.changeCost, ({ tx, context, params, body }) => prices.changeCost(tx, context, params.id, body)),
  ];
}
