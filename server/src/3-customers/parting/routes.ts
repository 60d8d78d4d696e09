import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Parting } from './service.ts';

/** Customers parted by hand. */
export function partingRoutes(parting: Parting): Route[] {
  return [
    route(contracts.previewUnmerge, ({ context, params, body }) => parting.preview(context, params.id, body)),
    route(contracts.unmergeCustomer, ({ context, params, body, tx }) => parting.unmerge(tx, context, params.id, body)),
    route(contracts.detachIdentifier, ({ context, params, body, tx }) => parting.detach(tx, context, params.id, body)),
    route(contracts.attachIdentifier, ({ context, params, body, tx }) => parting.attach(tx, context, params.id, body)),
    route(contracts.setApart, async ({ context, params, body, tx }) => ({
      apartId: await parting.setApart(tx, context, { ids: [params.id, body.from], reason: body.reason }),
    })),
    route(contracts.revokeApart, ({ context, params, body, tx }) => parting.revokeApart(tx, context, params.id, body)),
  ];
}
