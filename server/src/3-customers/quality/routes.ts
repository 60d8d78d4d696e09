import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Quality } from './service.ts';

/** Data quality over HTTP. */
export function qualityRoutes(quality: Quality): readonly Route[] {
  return [
    route(contracts.getQualityOverview, ({ context }) => quality.overview(context)),
    route(contracts.getCustomerQuality, ({ context, params }) => quality.of(context, params.id)),
    route(contracts.recomputeQuality, async ({ tx, context }) => {
      await quality.recompute(tx, context);
      return { queued: true };
    }),
    route(contracts.normaliseAll, async ({ tx, context }) => {
      await quality.normalise(tx, context);
      return { queued: true };
    }),
  ];
}
