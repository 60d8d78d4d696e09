import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { BulkEditing } from './service.ts';

/** One field of many customers. */
export function bulkEditingRoutes(bulk: BulkEditing): Route[] {
  return [
    route(contracts.bulkEditCustomers, ({ context, body }) => bulk.edit(context, body)),
    route(contracts.undoBulkEdit, ({ context, params }) => bulk.undo(context, params.id)),
  ];
}
