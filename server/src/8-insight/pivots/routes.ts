import { type Route, route } from '#kernel/http/route.ts';
import type { PivotTables } from '../pivot-tables/service.ts';
import * as contracts from './schema.ts';
import type { Pivots } from './service.ts';

/** Pivots as they are asked and as they are saved. */
export function pivotRoutes(tables: PivotTables, pivots: Pivots): Route[] {
  return [
    route(contracts.listPivotFields, ({ context }) => tables.fields(context)),
    route(contracts.answerPivot, ({ context, body }) => tables.answer(context, body)),
    route(contracts.listPivots, ({ context }) => pivots.list(context)),
    route(contracts.getPivot, ({ context, params }) => pivots.get(context, params.id)),
    route(contracts.createPivot, ({ tx, context, body }) => pivots.create(tx, context, body)),
    route(contracts.updatePivot, ({ tx, context, params, body }) => pivots.update(tx, context, params.id, body)),
    route(contracts.archivePivot, ({ tx, context, params }) => pivots.archive(tx, context, params.id)),
    route(contracts.restorePivot, ({ tx, context, params }) => pivots.restore(tx, context, params.id)),
  ];
}
