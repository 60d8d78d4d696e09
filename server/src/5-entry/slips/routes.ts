import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Slips } from './service.ts';

/** Slips of terminals. */
export function slipRoutes(slips: Slips): Route[] {
  return [
    route(contracts.enterSlips, ({ context, body }) => slips.enter(context, body)),
    route(contracts.listSlips, ({ context, query }) => slips.list(context, query)),
    route(contracts.settleSlip, ({ context, params, body }) => slips.settle(context, params.id, body)),
    route(contracts.dismissSlip, ({ tx, context, params, body }) => slips.dismiss(tx, context, params.id, body.reason)),
  ];
}
