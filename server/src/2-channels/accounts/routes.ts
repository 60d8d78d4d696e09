import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Accounts } from './service.ts';

/** How e-mail leaves. */
export function accountRoutes(accounts: Accounts): Route[] {
  return [
    route(contracts.getEmailAccount, ({ context }) => accounts.get(context)),
    route(contracts.setEmailAccount, ({ tx, context, body }) => accounts.set(tx, context, body)),
    route(contracts.removeEmailAccount, ({ tx, context }) => accounts.remove(tx, context)),
  ];
}
