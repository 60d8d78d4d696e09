import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from '../submissions/schema.ts';
import type { Reviewing } from './service.ts';

/** The department's side of what was handed in. */
export function reviewingRoutes(reviewing: Reviewing): Route[] {
  return [
    route(contracts.listSubmissions, ({ context, query }) => reviewing.list(context, query)),
    route(contracts.decideSubmissions, ({ context, body }) => reviewing.decide(context, body)),
  ];
}
