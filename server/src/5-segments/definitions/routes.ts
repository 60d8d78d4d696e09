import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Definitions } from './service.ts';

/** Segments, and what their rules can be made of. */
export function segmentRoutes(definitions: Definitions): readonly Route[] {
  return [
    route(contracts.listSegments, ({ context }) => definitions.list(context)),
    route(contracts.getSegment, ({ context, params }) => definitions.get(context, params.id)),
    route(contracts.createSegment, ({ tx, context, body }) => definitions.create(tx, context, body)),
    route(contracts.updateSegment, ({ tx, context, params, body }) => definitions.update(tx, context, params.id, body)),
    route(contracts.archiveSegment, ({ tx, context, params }) => definitions.archive(tx, context, params.id)),
    route(contracts.restoreSegment, ({ tx, context, params }) => definitions.restore(tx, context, params.id)),
    route(contracts.listConditions, ({ context }) => definitions.conditions(context)),
    route(contracts.listCatalogue, ({ context, params, query }) => definitions.catalogue(context, params.name, query)),
    route(contracts.readRuleText, ({ context, body }) => definitions.readText(context, body)),
  ];
}
