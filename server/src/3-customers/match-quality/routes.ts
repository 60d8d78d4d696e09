import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { MatchQualities } from './service.ts';

/** How right the matching is, measured. */
export function matchQualityRoutes(qualities: MatchQualities): Route[] {
  return [
    route(contracts.getMatchQuality, ({ context, query }) => qualities.measure(context, query.by)),
    route(contracts.saveMatchLabels, ({ context, body, tx }) => qualities.label(tx, context, body)),
  ];
}
