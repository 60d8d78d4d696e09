import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Queues } from './service.ts';

/** Queues over HTTP. */
export function queueRoutes(queues: Queues): readonly Route[] {
  return [
    route(contracts.listQueues, ({ context }) => queues.list(context)),
    route(contracts.createQueue, ({ tx, context, body }) => queues.create(tx, context, body)),
    route(contracts.changeQueue, ({ tx, context, params, body }) => queues.change(tx, context, params.id, body)),
  ];
}
