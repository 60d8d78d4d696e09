import { type Route, route } from '#kernel/http/route.ts';
import { getCustomerPreferences } from './schema.ts';
import type { Likings } from './service.ts';

/** Preferences over HTTP. */
export function likingRoutes(likings: Likings): Route[] {
  return [route(getCustomerPreferences, ({ context, params }) => likings.of(context, params.id))];
}
