import { z } from 'zod';
import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Connectors } from './service.ts';

/** Connected systems: their settings, and what they send. */
export function connectorRoutes(connectors: Connectors): Route[] {
  return [
    route(contracts.listConnectorKinds, async () => ({
      items: connectors.kinds.map(({ name, label, note, settings }) => ({
        name,
        label,
        note,
        settings: z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }),
      })),
    })),
    route(contracts.listConnectors, ({ context }) => connectors.list(context)),
    route(contracts.createConnector, ({ tx, context, body }) => connectors.create(tx, context, body)),
    route(contracts.changeConnector, ({ tx, context, params, body }) =>
      connectors.change(tx, context, params.id, body),
    ),
    route(contracts.rotateConnectorSecret, ({ tx, context, params }) => connectors.rotate(tx, context, params.id)),
    route(contracts.pullConnector, ({ tx, context, params }) => connectors.pull(tx, context, params.id)),
    route(contracts.testConnector, ({ context, params }) => connectors.test(context, params.id)),
    route(contracts.listDeliveries, ({ context, params, query }) => connectors.deliveries(context, params.id, query)),
    route(contracts.receiveWebhook, ({ context, params, headers, body }) =>
      connectors.receiving.receive({ connectorId: params.id, headers, body, requestId: context.requestId }),
    ),
  ];
}
