import { type Route, route } from '#kernel/http/route.ts';
import { undoFieldChange } from '../history/schema.ts';
import * as contracts from './schema.ts';
import type { Editing } from './service.ts';

/** Customers made and changed by hand. */
export function editingRoutes(editing: Editing): Route[] {
  return [
    route(contracts.createCustomer, ({ context, body, tx }) => editing.create(tx, context, body)),
    route(contracts.editCustomer, ({ context, params, body, tx }) => editing.edit(tx, context, params.id, body)),
    route(undoFieldChange, ({ context, params, tx }) => editing.undoChange(tx, context, params.id, params.changeId)),
  ];
}
