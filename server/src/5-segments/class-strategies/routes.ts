import { type Route, route } from '#kernel/http/route.ts';
import { listClassStrategies, saveClassStrategy } from './schema.ts';
import type { ClassStrategies } from './service.ts';

export function classStrategyRoutes(strategies: ClassStrategies): readonly Route[] {
  return [
    route(listClassStrategies, ({ context, query }) => strategies.list(context, query.kind)),
    route(saveClassStrategy, ({ tx, context, params, body }) => strategies.save(tx, context, params, body)),
  ];
}
