import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Households } from './service.ts';

/** Households and who is in them. */
export function householdRoutes(households: Households): Route[] {
  return [
    route(contracts.listCustomerHouseholds, ({ context, params }) => households.ofCustomer(context, params.id)),
    route(contracts.getHousehold, ({ context, params }) => households.get(context, params.id)),
    route(contracts.createHousehold, ({ tx, context, body }) => households.create(tx, context, body)),
    route(contracts.changeHousehold, ({ tx, context, params, body }) =>
      households.change(tx, context, params.id, body),
    ),
    route(contracts.joinHousehold, ({ tx, context, params, body }) => households.join(tx, context, params.id, body)),
    route(contracts.changeHouseholdMember, ({ tx, context, params, body }) =>
      households.changeMember(tx, context, params, body),
    ),
    route(contracts.leaveHousehold, ({ tx, context, params }) => households.leave(tx, context, params)),
    route(contracts.moveMember, ({ tx, context, params, body }) => households.move(tx, context, params, body)),
    route(contracts.changeHolder, ({ tx, context, params }) => households.hold(tx, context, params)),
    route(contracts.undoHouseholdChange, ({ tx, context, params, body }) =>
      households.undo(tx, context, params.id, body.changeId),
    ),
  ];
}
