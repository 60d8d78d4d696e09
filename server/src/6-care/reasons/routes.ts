import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Reasons } from './service.ts';

/** Reasons of leaving, over HTTP. */
export function reasonRoutes(reasons: Reasons): readonly Route[] {
  return [
    route(contracts.listReasons, ({ context }) => reasons.list(context)),
    route(contracts.createReason, ({ tx, context, body }) => reasons.create(tx, context, body)),
    route(contracts.changeReason, ({ tx, context, params, body }) => reasons.change(tx, context, params.id, body)),
  ];
}
