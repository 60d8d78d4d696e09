import { type Route, route } from '#kernel/http/route.ts';
import * as handovers from '../handovers/schema.ts';
import type { HandoversDesk } from '../handovers-desk/service.ts';
import * as risk from '../staff-risk/schema.ts';
import type { StaffRisk } from '../staff-risk/service.ts';
import * as contracts from './schema.ts';
import type { Departures } from './service.ts';

/** Who leaves, whose customers they were and who has them now, over HTTP. */
export function departureRoutes(departures: Departures, desk: HandoversDesk, staffRisk: StaffRisk): readonly Route[] {
  return [
    route(risk.getStaffRisk, ({ context }) => staffRisk.get(context)),
    route(contracts.listDepartures, ({ context }) => departures.list(context)),
    route(contracts.getDeparture, ({ context, params }) => departures.get(context, params.id)),
    route(contracts.announceDeparture, ({ tx, context, body }) => departures.announce(tx, context, body)),
    route(contracts.confirmDeparture, ({ tx, context, params }) => departures.confirm(tx, context, params.id)),
    route(contracts.callOffDeparture, ({ tx, context, params }) => departures.callOff(tx, context, params.id)),
    route(handovers.listHandovers, ({ context, params, query }) => desk.list(context, params.id, query)),
    route(handovers.reassignHandovers, ({ tx, context, params, body }) => desk.reassign(tx, context, params.id, body)),
    route(handovers.getCustomerHandover, ({ context, params }) => desk.ofCustomer(context, params.id)),
  ];
}
