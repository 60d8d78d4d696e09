import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Views } from './service.ts';

/** Saved views of the customer list. */
export function viewRoutes(views: Views): Route[] {
  return [
    route(contracts.listViews, ({ context }) => views.list(context)),
    route(contracts.createView, ({ tx, context, body }) => views.create(tx, context, body)),
    route(contracts.changeView, ({ tx, context, params, body }) => views.change(tx, context, params.id, body)),
    route(contracts.removeView, ({ tx, context, params }) => views.remove(tx, context, params.id)),
  ];
}
