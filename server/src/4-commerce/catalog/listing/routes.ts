import { type Route, route } from '#kernel/http/route.ts';
import type { Products } from '../products/service.ts';
import * as contracts from './schema.ts';
import type { Listing } from './service.ts';

/** The listing work. */
export function listingRoutes(listing: Listing, products: Pick<Products, 'read'>): Route[] {
  return [
    route(contracts.moveProduct, async ({ tx, context, params, body }) => {
      await listing.move(tx, context, params.id, body);
      return products.read(tx, context, params.id);
    }),
    route(contracts.listListingSteps, async ({ context, params }) => ({
      items: await listing.history(context, params.id),
    })),
  ];
}
