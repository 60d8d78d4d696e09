import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Attempts } from './service.ts';

/** What came of messages. */
export function attemptRoutes(attempts: Attempts): Route[] {
  return [
    route(contracts.listAttempts, ({ context, query }) => attempts.list(context, query)),
    route(contracts.getAttempt, ({ context, params }) => attempts.get(context, params.id)),
    route(contracts.countAttempts, ({ context, query }) => attempts.outcomes(context, query.days)),
  ];
}
