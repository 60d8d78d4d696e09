import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Explaining } from './service.ts';

/** Why somebody is one person. */
export function explainingRoutes(explaining: Explaining): Route[] {
  return [route(contracts.explainCustomer, ({ context, params }) => explaining.explain(context, params.id))];
}
