import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Profiles } from './service.ts';

/** The customer pages. */
export function profileRoutes(profiles: Profiles): Route[] {
  return [
    route(contracts.getCustomer, ({ context, params }) => profiles.get(context, params.id)),
    route(contracts.revealCustomer, ({ context, params, body, tx }) => profiles.reveal(tx, context, params.id, body)),
  ];
}
