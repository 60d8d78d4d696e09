import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Sites } from './service.ts';

/** Sites and their keys. */
export function siteRoutes(sites: Sites): Route[] {
  return [
    route(contracts.listSites, ({ context }) => sites.list(context)),
    route(contracts.createSite, ({ tx, context, body }) => sites.create(tx, context, body)),
    route(contracts.changeSite, ({ tx, context, params, body }) => sites.change(tx, context, params.id, body)),
    route(contracts.rotateSiteKey, ({ tx, context, params, body }) => sites.rotate(tx, context, params.id, body.what)),
  ];
}
