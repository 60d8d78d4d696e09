import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Recommendations } from './service.ts';

/** Suggestions over HTTP. */
export function recommendationRoutes(recommendations: Recommendations): Route[] {
  return [
    route(contracts.listAssociations, ({ context, query }) => recommendations.associations(context, query)),
    route(contracts.getProductAssociations, ({ context, params }) => recommendations.ofProduct(context, params.id)),
    route(contracts.getRecommendations, ({ context, params }) => recommendations.forCustomer(context, params.id)),
    route(contracts.getCrossSelling, ({ context }) => recommendations.crossSelling(context)),
    route(contracts.learnSuggestions, ({ tx, context }) => recommendations.learnSoon(tx, context)),
  ];
}
