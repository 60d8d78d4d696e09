import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Incidents } from './service.ts';

/** The register of incidents over HTTP. */
export function incidentRoutes(incidents: Incidents): readonly Route[] {
  return [
    route(contracts.listIncidents, ({ context, query }) => incidents.list(context, query)),
    route(contracts.getIncident, ({ context, params }) => incidents.get(context, params.id)),
    route(contracts.reportIncident, ({ tx, context, body }) => incidents.report(tx, context, body)),
    route(contracts.changeIncident, ({ tx, context, params, body }) => incidents.change(tx, context, params.id, body)),
    route(contracts.addIncidentEntry, ({ tx, context, params, body }) =>
      incidents.addEntry(tx, context, params.id, body),
    ),
    route(contracts.addIncidentCustomers, ({ tx, context, params, body }) =>
      incidents.addCustomers(tx, context, params.id, body),
    ),
    route(contracts.listIncidentCustomers, ({ context, params, query }) =>
      incidents.customers(context, params.id, query),
    ),
    route(contracts.closeIncident, ({ tx, context, params, body }) =>
      incidents.close(tx, context, params.id, body.text),
    ),
    route(contracts.reopenIncident, ({ tx, context, params, body }) =>
      incidents.reopen(tx, context, params.id, body.text),
    ),
  ];
}
