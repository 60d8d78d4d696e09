import { type Route, route } from '#kernel/http/route.ts';
import { countConsents, listConsentTexts } from './schema.ts';
import type { ConsentsOverview } from './service.ts';

/** What was asked with which words, and what came of it. */
export function consentsOverviewRoutes(overview: ConsentsOverview): Route[] {
  return [
    route(listConsentTexts, ({ context, params }) => overview.texts(context, params.key)),
    route(countConsents, ({ context }) => overview.counts(context)),
  ];
}
