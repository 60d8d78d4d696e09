import { type Route, route } from '#kernel/http/route.ts';
import { countProspects } from './schema.ts';
import type { Prospects } from './service.ts';

/** Prospects by their status. */
export function prospectRoutes(prospects: Prospects): Route[] {
  return [route(countProspects, ({ context }) => prospects.counts(context))];
}
