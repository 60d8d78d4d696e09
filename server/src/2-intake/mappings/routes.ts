import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Mappings } from './service.ts';

/** Saved mappings, listed and removed. */
export function mappingRoutes(mappings: Mappings): Route[] {
  return [
    route(contracts.listSavedMappings, async ({ context, query }) => {
      const items = await mappings.list(context, query);
      return {
        items: items.map(({ id, kind, source, mapping, usedAt }) => ({
          id,
          kind,
          source,
          mapping,
          usedAt: usedAt.toISOString(),
        })),
      };
    }),
    route(contracts.deleteSavedMapping, ({ context, params, tx }) => mappings.forget(tx, context, params.id)),
  ];
}
