import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Confirming } from './service.ts';

/** Confirming what is known, over HTTP. */
export function confirmingRoutes(confirming: Confirming): readonly Route[] {
  return [
    route(contracts.listConfirmations, ({ context, params }) => confirming.of(context, params.id)),
    route(contracts.confirmData, ({ tx, context, params, body }) =>
      confirming.confirm(tx, context, params.id, body.groups),
    ),
    route(contracts.askForConfirmations, async ({ tx, context }) => {
      await confirming.ask(tx, context);
      return { queued: true };
    }),
  ];
}
