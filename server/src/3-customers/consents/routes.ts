import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Consents } from './service.ts';

/** What people are asked for, and what each of them said. */
export function consentRoutes(consents: Consents): Route[] {
  const { purposes } = consents;
  return [
    route(contracts.listConsentPurposes, ({ context }) => purposes.list(context)),
    route(contracts.createConsentPurpose, ({ tx, context, body }) => purposes.create(tx, context, body)),
    route(contracts.changeConsentPurpose, ({ tx, context, params, body }) =>
      purposes.change(tx, context, params.key, body),
    ),
    route(contracts.addConsentText, ({ tx, context, params, body }) => purposes.addText(tx, context, params.key, body)),
    route(contracts.getCustomerConsents, ({ context, params }) => consents.get(context, params.id)),
    route(contracts.giveConsent, ({ tx, context, params, body }) => consents.give(tx, context, params.id, body)),
    route(contracts.withdrawConsent, ({ tx, context, params, body }) =>
      consents.withdraw(tx, context, params.id, body),
    ),
    route(contracts.setPersonalFeatures, ({ tx, context, params, body }) =>
      consents.setPersonalFeatures(tx, context, params.id, body),
    ),
  ];
}
