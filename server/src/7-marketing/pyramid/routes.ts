import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Pyramids } from './service.ts';

/** The product pyramid over HTTP. */
export function pyramidRoutes(pyramids: Pyramids): Route[] {
  return [
    route(contracts.getPyramid, ({ context }) => pyramids.get(context)),
    route(contracts.savePyramid, ({ tx, context, body }) => pyramids.save(tx, context, body)),
    route(contracts.getPyramidMap, ({ context }) => pyramids.map(context)),
    route(contracts.getCustomerPyramid, ({ context, params }) => pyramids.ofCustomer(context, params.id)),
  ];
}
