import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Organisations } from './service.ts';

/** Companies, their contacts and activities. */
export function organisationRoutes(organisations: Organisations): Route[] {
  return [
    route(contracts.listOrganisations, ({ context, query }) => organisations.list(context, query)),
    route(contracts.createOrganisation, ({ tx, context, body }) => organisations.create(tx, context, body)),
    route(contracts.getOrganisation, ({ context, params }) => organisations.get(context, params.id)),
    route(contracts.changeOrganisation, ({ tx, context, params, body }) =>
      organisations.change(tx, context, params.id, body),
    ),
    route(contracts.removeOrganisation, ({ tx, context, params }) => organisations.remove(tx, context, params.id)),
    route(contracts.addContact, ({ tx, context, params, body }) =>
      organisations.addContact(tx, context, params.id, body),
    ),
    route(contracts.readBusinessCard, ({ context, body }) => organisations.readCard(context, body.text)),
    route(contracts.removeContact, ({ tx, context, params }) =>
      organisations.removeContact(tx, context, params.id, params.customerId),
    ),
    route(contracts.logOrganisationActivity, ({ tx, context, params, body }) =>
      organisations.log(tx, context, params.id, body),
    ),
    route(contracts.getOrganisationTimeline, ({ context, params, query }) =>
      organisations.timeline(context, params.id, query),
    ),
    route(contracts.listCustomerOrganisations, ({ context, params }) => organisations.ofCustomer(context, params.id)),
  ];
}
