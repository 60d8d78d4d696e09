import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { FieldRegistry } from './service.ts';

/** The fields of customers. */
export function fieldRoutes(fields: FieldRegistry): Route[] {
  return [
    route(contracts.listFields, ({ context, query }) => fields.show(context, { archived: query.archived === 'true' })),
    route(contracts.createField, ({ context, body, tx }) => fields.create(tx, context, body)),
    route(contracts.orderFields, ({ context, body, tx }) => fields.order(tx, context, body.keys)),
    route(contracts.changeField, ({ context, params, body, tx }) => fields.change(tx, context, params.key, body)),
    route(contracts.setFieldLevel, ({ context, params, body, tx }) => fields.setLevel(tx, context, params.key, body)),
    route(contracts.archiveField, ({ context, params, tx }) => fields.setArchived(tx, context, params.key, true)),
    route(contracts.restoreField, ({ context, params, tx }) => fields.setArchived(tx, context, params.key, false)),
  ];
}
