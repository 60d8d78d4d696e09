import { type Route, route } from '#kernel/http/route.ts';
import { getStrategy, removeStrategy, saveStrategy } from './schema.ts';
import type { Strategies } from './service.ts';

export function strategyRoutes(strategies: Strategies): readonly Route[] {
  return [
    route(getStrategy, ({ context, params }) => strategies.get(context, params.id)),
    route(saveStrategy, ({ tx, context, params, body }) => strategies.save(tx, context, params.id, body)),
    route(removeStrategy, ({ tx, context, params }) => strategies.remove(tx, context, params.id)),
  ];
}
