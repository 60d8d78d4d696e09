import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Suppressions } from './service.ts';

/** Whom nobody writes to. */
export function suppressionRoutes(suppressions: Suppressions): Route[] {
  return [
    route(contracts.listSuppressions, ({ context, query }) => suppressions.list(context, query)),
    route(contracts.addSuppression, ({ tx, context, body }) => suppressions.add(tx, context, body)),
    route(contracts.removeSuppression, ({ tx, context, params, body }) =>
      suppressions.remove(tx, context, params.id, body.reason),
    ),
  ];
}
