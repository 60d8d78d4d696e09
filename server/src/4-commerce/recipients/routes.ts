import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Recipients } from './service.ts';

/** For whom something was bought. */
export function recipientRoutes(recipients: Recipients): Route[] {
  return [
    route(contracts.getOrderRecipients, ({ context, params }) => recipients.ofOrder(context, params.id)),
    route(contracts.markRecipient, ({ tx, context, params, body }) =>
      recipients.mark(tx, context, params, body.memberId),
    ),
    route(contracts.listHouseholdPurchases, ({ context, params }) => recipients.ofHousehold(context, params.id)),
  ];
}
