import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { BehaviourReading } from './service.ts';

/** Behaviour as read. */
export function behaviourRoutes(reading: BehaviourReading): Route[] {
  return [
    route(contracts.getCustomerBehaviour, ({ context, params }) => reading.ofCustomer(context, params.id)),
    route(contracts.listCustomerEvents, ({ context, params, query }) => reading.events(context, params.id, query)),
    route(contracts.readTraffic, async ({ context, query }) => ({ items: await reading.traffic(context, query.days) })),
  ];
}
