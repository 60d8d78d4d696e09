import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { History } from './service.ts';

/** What changed of a customer. */
export function historyRoutes(history: History): Route[] {
  return [route(contracts.listFieldChanges, ({ context, params, query }) => history.list(context, params.id, query))];
}
