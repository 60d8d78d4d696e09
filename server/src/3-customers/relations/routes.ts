import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Relations } from './service.ts';

/** Links between customers. */
export function relationRoutes(relations: Relations): Route[] {
  return [
    route(contracts.listRelations, ({ context, params }) => relations.of(context, params.id)),
    route(contracts.getRelationGraph, ({ context, params, query }) => relations.graph(context, params.id, query.depth)),
    route(contracts.addRelation, ({ tx, context, params, body }) => relations.add(tx, context, params.id, body)),
    route(contracts.changeRelation, ({ tx, context, params, body }) => relations.change(tx, context, params.id, body)),
    route(contracts.removeRelation, ({ tx, context, params }) => relations.remove(tx, context, params.id)),
    route(contracts.restoreRelation, ({ tx, context, params }) => relations.restore(tx, context, params.id)),
  ];
}
