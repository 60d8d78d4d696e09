import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Webhooks } from './service.ts';

/** Webhooks and their log over HTTP. */
export function webhookRoutes(webhooks: Webhooks): Route[] {
  return [
    route(contracts.listWebhookEventTypes, async ({ context }) => webhooks.eventTypes(context)),
    route(contracts.listWebhooks, ({ context }) => webhooks.list(context)),
    route(contracts.createWebhook, ({ tx, context, body }) => webhooks.create(tx, context, body)),
    route(contracts.updateWebhook, ({ tx, context, params, body }) =>
      webhooks.update(tx, context, { ...body, id: params.id }),
    ),
    route(contracts.removeWebhook, ({ tx, context, params }) => webhooks.remove(tx, context, params.id)),
    route(contracts.rotateWebhookSecret, ({ tx, context, params, body }) =>
      webhooks.rotate(tx, context, { ...body, id: params.id }),
    ),
    route(contracts.testWebhook, ({ tx, context, params }) => webhooks.test(tx, context, params.id)),
    route(contracts.listWebhookDeliveries, ({ context, params, query }) =>
      webhooks.deliveries(context, { ...query, id: params.id }),
    ),
    route(contracts.getWebhookDelivery, ({ context, params }) => webhooks.delivery(context, params.id)),
    route(contracts.replayWebhook, ({ tx, context, params, body }) =>
      webhooks.replay(tx, context, { ...body, id: params.id }),
    ),
    route(contracts.replayWebhookDelivery, ({ tx, context, params }) => webhooks.replayOne(tx, context, params.id)),
  ];
}
