import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Merging } from './service.ts';

/** Customers made one by hand. */
export function mergingRoutes(merging: Merging): Route[] {
  return [
    route(contracts.previewMerge, ({ context, params, body }) => merging.preview(context, [params.id, ...body.with])),
    route(contracts.mergeCustomers, ({ context, params, body, tx }) =>
      merging.merge(tx, context, { ...body, customerIds: [params.id, ...body.with] }),
    ),
  ];
}
