import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { MatchRuns } from './service.ts';

/** Runs of the matching, for those who review. */
export function matchRunRoutes(runs: MatchRuns): Route[] {
  return [
    route(contracts.listMatchRuns, ({ context }) => runs.list(context)),
    route(contracts.startMatchRun, ({ context, tx }) => runs.request(tx, context)),
  ];
}
