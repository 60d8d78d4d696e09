import { type Route, route } from '#kernel/http/route.ts';
import { getFunnel, listFunnelPeople } from './schema.ts';
import type { Funnels } from './service.ts';

/** The funnel and the people at its steps. */
export function funnelRoutes(funnels: Funnels): Route[] {
  return [
    route(getFunnel, ({ context, query }) => funnels.get(context, query)),
    route(listFunnelPeople, ({ context, body }) => funnels.people(context, body)),
  ];
}
