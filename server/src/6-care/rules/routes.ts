import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Rules } from './service.ts';

/** What is done on moves, over HTTP. */
export function ruleRoutes(rules: Rules): readonly Route[] {
  return [
    route(contracts.createMoveRule, ({ tx, context, body }) => rules.create(tx, context, body)),
    route(contracts.changeMoveRule, ({ tx, context, params, body }) => rules.change(tx, context, params.id, body)),
    route(contracts.removeMoveRule, ({ tx, context, params }) => rules.remove(tx, context, params.id)),
  ];
}
