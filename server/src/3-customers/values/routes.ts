import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Values } from './service.ts';

/** What is known of a customer, field by field. */
export function valueRoutes(values: Values): Route[] {
  return [
    route(contracts.getFieldValues, ({ context, params }) => values.get(context, params.id)),
    route(contracts.revealFieldValues, ({ context, params, body, tx }) => values.reveal(tx, context, params.id, body)),
  ];
}
