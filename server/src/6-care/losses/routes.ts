import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Losses } from './service.ts';

/** Lost customers over HTTP. */
export function lossRoutes(losses: Losses): readonly Route[] {
  return [
    route(contracts.listLosses, ({ context, query }) => losses.list(context, query)),
    route(contracts.getCustomerLoss, ({ context, params }) => losses.ofCustomer(context, params.id)),
    route(contracts.closeLoss, ({ tx, context, params, body }) => losses.close(tx, context, params.id, body)),
    route(contracts.undoLoss, ({ tx, context, params }) => losses.undo(tx, context, params.id)),
    route(contracts.startWinBack, ({ tx, context, body }) => losses.winBack(tx, context, body)),
    route(contracts.getChurnReport, ({ context, query }) => losses.report(context, query)),
  ];
}
