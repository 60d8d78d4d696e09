import { type Route, route } from '#kernel/http/route.ts';
import { answerLookAlert, listLookAlerts } from './schema.ts';
import type { Lookups } from './service.ts';

/** Unusual looking over HTTP. */
export function lookupRoutes(lookups: Lookups): readonly Route[] {
  return [
    route(listLookAlerts, ({ context, query }) => lookups.list(context, query)),
    route(answerLookAlert, ({ tx, context, params, body }) => lookups.answer(tx, context, { ...body, id: params.id })),
  ];
}
