import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { DeliveryNotes } from './service.ts';

/** Delivery notes over HTTP. */
export function deliveryNoteRoutes(notes: DeliveryNotes): Route[] {
  return [
    route(contracts.getDeliveryNote, ({ context, params }) => notes.get(context, params.id)),
    route(contracts.revealDeliveryNote, ({ tx, context, params, body }) =>
      notes.reveal(tx, context, params.id, body.reason),
    ),
  ];
}
