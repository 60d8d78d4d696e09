import { type Route, route } from '#kernel/http/route.ts';
import { getOpportunities } from './schema.ts';
import type { Opportunities } from './service.ts';

/** Market opportunities over HTTP. */
export function opportunityRoutes(opportunities: Opportunities): Route[] {
  return [route(getOpportunities, ({ context, query }) => opportunities.get(context, query))];
}
