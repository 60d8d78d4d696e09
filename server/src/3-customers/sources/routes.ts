import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Sources } from './service.ts';

/** Where data comes from. */
export function sourceRoutes(sources: Sources): Route[] {
  return [
    route(contracts.listSources, ({ context }) => sources.list(context)),
    route(contracts.describeSource, ({ context, params, body, tx }) =>
      sources.describe(tx, context, params.source, body),
    ),
    route(contracts.previewSourceRemoval, ({ context, params }) => sources.preview(context, params.source)),
    route(contracts.removeSourceData, ({ context, params, body, tx }) =>
      sources.remove(tx, context, { source: params.source, reason: body.reason }),
    ),
  ];
}
