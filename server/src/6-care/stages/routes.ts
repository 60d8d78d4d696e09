import { type Route, route } from '#kernel/http/route.ts';
import type { StagesDesk } from '../stages-desk/service.ts';
import * as contracts from './schema.ts';

/** Stages and moves over HTTP. */
export function stageRoutes(desk: StagesDesk): readonly Route[] {
  return [
    route(contracts.getCareStages, ({ context }) => desk.overview(context)),
    route(contracts.listStageMoves, ({ context, query }) => desk.moves(context, query)),
    route(contracts.followStages, ({ tx, context }) => desk.followSoon(tx, context)),
    route(contracts.getCustomerStage, ({ context, params }) => desk.ofCustomer(context, params.id)),
  ];
}
