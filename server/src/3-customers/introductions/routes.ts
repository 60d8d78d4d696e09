import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Introductions } from './service.ts';

/** Customers who were made known to each other. */
export function introductionRoutes(introductions: Introductions): Route[] {
  return [
    route(contracts.listIntroductions, ({ context, query }) => introductions.list(context, query)),
    route(contracts.recordIntroduction, ({ tx, context, body }) => introductions.record(tx, context, body)),
    route(contracts.addIntroductionStep, ({ tx, context, params, body }) =>
      introductions.step(tx, context, params.id, body),
    ),
    route(contracts.removeIntroduction, ({ tx, context, params }) => introductions.remove(tx, context, params.id)),
    route(contracts.restoreIntroduction, ({ tx, context, params }) => introductions.restore(tx, context, params.id)),
  ];
}
