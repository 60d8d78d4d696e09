import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Dictionary } from './service.ts';

/** The data dictionary over HTTP. */
export function dictionaryRoutes(dictionary: Dictionary): readonly Route[] {
  return [
    route(contracts.getDictionary, ({ context }) => dictionary.get(context)),
    route(contracts.putSteward, ({ tx, context, params, body }) =>
      dictionary.putSteward(tx, context, params.key, body),
    ),
    route(contracts.putProcessStep, ({ tx, context, params, body }) =>
      dictionary.putStep(tx, context, params.step, body),
    ),
  ];
}
