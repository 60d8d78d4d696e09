import { type Route, route } from '#kernel/http/route.ts';
import { listSegmentRuns } from './schema.ts';
import type { Runs } from './service.ts';

export function runRoutes(runs: Runs): readonly Route[] {
  return [route(listSegmentRuns, ({ context, params, query }) => runs.list(context, params.id, query))];
}
