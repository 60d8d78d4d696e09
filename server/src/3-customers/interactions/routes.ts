import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Interactions } from './service.ts';

/** Logging what was said with customers. */
export function interactionRoutes(interactions: Interactions): Route[] {
  return [
    route(contracts.logInteraction, ({ tx, context, params, body }) => interactions.log(tx, context, params.id, body)),
    route(contracts.logInteractions, ({ tx, context, body: { customerIds, ...interaction } }) =>
      interactions.logWithMany(tx, context, customerIds, interaction),
    ),
  ];
}
