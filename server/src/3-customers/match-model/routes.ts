import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { MatchModels } from './service.ts';

/** The model of who is one person, for those who review. */
export function matchModelRoutes(models: MatchModels): Route[] {
  return [
    route(contracts.getMatchModel, async ({ context }) => ({ model: await models.present(context) })),
    route(contracts.explainMatch, ({ context, body }) => models.explain(context, body)),
  ];
}
