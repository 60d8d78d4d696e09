import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { OrderLives } from './service.ts';

/** The page of an order and what staff may do with it. */
export function orderLifeRoutes(lives: OrderLives): Route[] {
  return [
    route(contracts.getOrder, ({ context, params }) => lives.get(context, params.id)),
    route(contracts.changeOrderStatus, ({ tx, context, params, body }) => lives.move(tx, context, params.id, body)),
    route(contracts.undoOrderStatus, ({ tx, context, params, body }) =>
      lives.undoMove(tx, context, params.id, body.changeId),
    ),
    route(contracts.addPayment, ({ tx, context, params, body }) => lives.pay(tx, context, params.id, body)),
    route(contracts.addRefund, ({ tx, context, params, body }) => lives.refund(tx, context, params.id, body)),
    route(contracts.addReturn, ({ tx, context, params, body }) => lives.takeBack(tx, context, params.id, body)),
    route(contracts.changeReturn, ({ tx, context, params, body }) =>
      lives.moveReturn(tx, context, params.id, { returnId: params.returnId, state: body.state }),
    ),
    route(contracts.addShipment, ({ tx, context, params, body }) => lives.ship(tx, context, params.id, body)),
    route(contracts.addTracking, ({ tx, context, params, body }) =>
      lives.track(tx, context, params.id, { ...body, shipmentId: params.shipmentId }),
    ),
    route(contracts.withdrawFact, ({ tx, context, params, body }) => lives.withdraw(tx, context, params.id, body)),
  ];
}
