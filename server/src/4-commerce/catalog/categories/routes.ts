import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Categories } from './service.ts';

/** The category tree. */
export function categoryRoutes(categories: Categories): Route[] {
  return [
    route(contracts.listCategories, async ({ context, query }) => ({
      items: await categories.list(context, { archived: query.archived === 'true' }),
    })),
    route(contracts.createCategory, ({ tx, context, body }) => categories.create(tx, context, body)),
    route(contracts.changeCategory, ({ tx, context, params, body }) => categories.change(tx, context, params.id, body)),
  ];
}
