import { type Route, route } from '#kernel/http/route.ts';
import { checkCredit, getCredit, saveCreditLimit } from './schema.ts';
import type { Credit } from './service.ts';

export function creditRoutes(credit: Credit): readonly Route[] {
  return [
    route(getCredit, ({ context, params }) => credit.get(context, params.id)),
    route(saveCreditLimit, ({ tx, context, params, body }) => credit.save(tx, context, params.id, body)),
    route(checkCredit, ({ context, params, body }) => credit.check(context, params.id, body)),
  ];
}
