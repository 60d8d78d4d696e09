import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Shops } from './service.ts';

/** Shops and sales channels over HTTP. */
export function shopRoutes(shops: Shops): Route[] {
  return [
    route(contracts.listShops, ({ context }) => shops.list(context)),
    route(contracts.createShop, ({ tx, context, body }) => shops.create(tx, context, body)),
    route(contracts.updateShop, ({ tx, context, params, body }) => shops.update(tx, context, params.id, body)),
    route(contracts.deleteShop, ({ tx, context, params }) => shops.remove(tx, context, params.id)),
    route(contracts.saveChannel, ({ tx, context, params, body }) =>
      shops.saveChannel(tx, context, { ...body, key: params.key }),
    ),
  ];
}
