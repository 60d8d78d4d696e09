import { type Route, route } from '#kernel/http/route.ts';
import { listNetworks, putNetworks } from './schema.ts';
import type { Networks } from './service.ts';

/** Allowed networks over HTTP. */
export function networkRoutes(networks: Networks): readonly Route[] {
  return [
    route(listNetworks, ({ context, ip }) => networks.list(context, ip)),
    route(putNetworks, ({ tx, context, params, body, ip }) => networks.put(tx, context, { ...params, ...body }, ip)),
  ];
}
