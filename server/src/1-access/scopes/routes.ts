import { type Route, route } from '#kernel/http/route.ts';
import { createScope, listScopes } from './schema.ts';
import type { Scopes } from './service.ts';

/** Scopes over HTTP. */
export function scopeRoutes(scopes: Scopes): readonly Route[] {
  return [
    route(listScopes, ({ context }) => scopes.list(context)),
    route(createScope, ({ tx, context, body }) => scopes.create(tx, context, body)),
  ];
}
