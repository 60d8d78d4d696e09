import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { SharedPhones } from './service.ts';

/** Phones that mean nobody in particular. */
export function sharedPhoneRoutes(shared: SharedPhones): Route[] {
  return [
    route(contracts.listSharedPhones, ({ context, query }) => shared.list(context, query)),
    route(contracts.addSharedPhone, ({ tx, context, body }) => shared.add(tx, context, body)),
    route(contracts.removeSharedPhone, ({ tx, context, params }) => shared.remove(tx, context, params.id)),
  ];
}
