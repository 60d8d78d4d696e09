import { type Route, route } from '#kernel/http/route.ts';
import { listScoreRuns } from './schema.ts';
import type { ScoreLog } from './service.ts';

export function scoreLogRoutes(log: ScoreLog): readonly Route[] {
  return [route(listScoreRuns, ({ context, params, query }) => log.list(context, params.kind, query))];
}
